import type { Experiment } from "./experiment.ts";
import { resolveBatch } from "./batch_sizes.ts";
import type { HookDriver } from "./hook_driver.ts";

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
export function checkExperiment(experiment: Experiment, hooks: HookDriver, seed: number): void {
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
  const [targets] = loss.usesTargets ? [] : hooks.handlers("transformTargets");
  if (targets) {
    throw new TypeError(
      `Cannot use plugin "${targets.plugin.name}" with the ${loss.name} loss as it must have targets: this loss has none`,
    );
  }
}
