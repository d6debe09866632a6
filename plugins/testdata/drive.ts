import type { EndReason, HookName, Hooks, Plugin, Run, StepReport } from "@forger/trainers";

/** A plugin's hook, which does nothing where the plugin has none. */
export function hook<Name extends HookName>(plugin: Plugin, name: Name): Hooks[Name] {
  const found = plugin[name] as unknown;
  const handler = typeof found === "object" && found !== null && "handler" in found ? found.handler : found;
  return (handler ?? (() => {})) as Hooks[Name];
}

/** Runs a plugin through a run: the beginning, each report, the end. */
export async function drive(
  plugin: Plugin,
  run: Run,
  reports: readonly StepReport[],
  reason: EndReason = "finished",
): Promise<void> {
  await hook(plugin, "onTrainBegin")(run);
  for (const report of reports) await hook(plugin, "onStepEnd")(report, run);
  await hook(plugin, "onTrainEnd")(reason, run);
}
