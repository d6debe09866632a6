import type { StepLog } from "@forger/trainers";

/** Says which logged values are not finite, at the first such step: `"discriminator became NaN at step 20"`. */
export function findNotFinite(logs: readonly StepLog[]): string | undefined {
  for (const { step, values } of logs) {
    const found = Object.entries(values).filter(([, value]) => !Number.isFinite(value));
    if (found.length === 0) continue;
    const kinds = new Set(found.map(([, value]) => value));
    return [...kinds].map((kind) => {
      const names = found.filter(([, value]) => Object.is(value, kind)).map(([name]) => name);
      return `${names.join(", ")} became ${kind}`;
    }).join(" and ") + ` at step ${step}`;
  }
  return undefined;
}
