import type { Experiment } from "./experiment.ts";
import { type BatchSizes, resolveBatch } from "./batch_sizes.ts";
import type { HookDriver } from "./hook_driver.ts";
import type { Plugin } from "./plugin.ts";
import { checkUpdates, ONE_OF_EACH } from "./updates.ts";

function requirePositiveInteger(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Cannot train as ${name} must be a positive integer: current value is ${value}`);
  }
}

/**
 * Refuses an experiment that cannot train.
 *
 * @throws {RangeError} If a number is out of range.
 * @throws {TypeError} If the name is no folder's name, or a plugin does not fit the loss.
 */
export function checkExperiment(
  experiment: Experiment,
  { hooks, plugins, seed }: { readonly hooks: HookDriver; readonly plugins: readonly Plugin[]; readonly seed: number },
): void {
  const { name, steps, loss } = experiment;
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) {
    throw new TypeError(
      `Cannot train as the experiment's name must be letters, digits, dots and dashes: current value is "${name}"`,
    );
  }
  requirePositiveInteger("steps", steps);
  const batch = resolveBatch(experiment.batch);
  for (const [part, size] of Object.entries(batch)) {
    requirePositiveInteger(typeof experiment.batch === "number" ? "batch" : `batch.${part}`, size);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Cannot train as seed must be an integer from 0 to 2^53 - 1: current value is ${seed}`);
  }
  if (experiment.fakes === "shared" && batch.fake !== batch.generator) {
    throw new RangeError(
      `Cannot share fakes as batch.fake must equal batch.generator, ${batch.generator}: current value is ${batch.fake}`,
    );
  }
  checkUpdates(experiment.updates ?? ONE_OF_EACH);
  checkComparison(experiment, batch);
  const [targets] = loss.usesTargets ? [] : hooks.handlers("transformTargets");
  if (targets) {
    throw new TypeError(
      `Cannot use plugin "${targets.plugin.name}" with the ${loss.name} loss as it must have targets: this loss has none, so the plugin would have no effect`,
    );
  }
  for (const { plugin, run } of hooks.handlers("onConfigure")) refuseMisfit(plugin, () => run(experiment, plugins));
}

/** A loss that compares real with generated images needs both in one update. */
function checkComparison({ discriminatorUpdate, loss }: Experiment, batch: BatchSizes): void {
  if (loss.comparison === "none") return;
  if (discriminatorUpdate === "separate") {
    throw new TypeError(
      `Cannot train with the ${loss.name} loss as discriminatorUpdate must be "joint", as it compares real with generated images: current value is "separate"`,
    );
  }
  if (loss.comparison === "pairs" && (batch.real !== batch.fake || batch.real !== batch.generator)) {
    throw new RangeError(
      `Cannot train with the ${loss.name} loss as all batch sizes must be equal, as it compares pairs: current values are ${batch.real} real, ${batch.fake} fake and ${batch.generator} for the generator`,
    );
  }
}

function refuseMisfit({ name }: Plugin, configure: () => void): void {
  try {
    configure();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`Cannot use plugin "${name}" as ${reason}`, { cause: error });
  }
}
