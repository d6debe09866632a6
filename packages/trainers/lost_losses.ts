import type { StepLog } from "./step_report.ts";

/** What to warn of where the losses of the last step are not finite: else the run would end as any other. */
export function lostLosses(last: StepLog | undefined): string | undefined {
  const { discriminator = 0, generator = 0 } = last?.values ?? {};
  if (Number.isFinite(discriminator) && Number.isFinite(generator)) return undefined;
  return `the losses are not finite after step ${
    last!.step
  } (discriminator ${discriminator}, generator ${generator}), so that what ` +
    "the generator draws means nothing: the plugin nan-guard goes back to weights from before, and lower learning rates may help";
}
