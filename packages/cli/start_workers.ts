import { gpuOfEach } from "@forger/cluster";
import { visibleGpus } from "@forger/core";
import { resolveBatch, splitBatch } from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import type { Output } from "./output.ts";
import { runWorkers } from "./run_workers.ts";
import { StopSignals } from "./stop_signals.ts";
import { checkTraining, type TrainCommandParts } from "./train_command.ts";
import type { TrainFlags } from "./train_flags.ts";

/** What {@linkcode startWorkers} needs besides its flags. */
export interface StartWorkersParts extends Pick<TrainCommandParts, "options" | "path" | "saved"> {
  /** The arguments of `train`. */
  readonly args: readonly string[];
  readonly output: Output;
}

/** Seconds that a step waits for another worker, where nothing else is asked for. */
const TIMEOUT = 60;

/**
 * Trains with several processes of this machine, once their settings are checked: so that a mistake is told once.
 *
 * @returns The exit code.
 * @throws {UsageError} If the experiment, a plugin or a setting cannot be used.
 */
export async function startWorkers(flags: TrainFlags, parts: StartWorkersParts): Promise<number> {
  const { args, output } = parts,
    { workers = 1, restart: restarts = 0, "collective-timeout": timeout = TIMEOUT } = flags;
  const stop = new StopSignals(output);
  let gpus: readonly (string | undefined)[];
  try {
    const { experiment, settings } = await checkTraining(flags, { ...parts, stop });
    splitBatch(resolveBatch(settings.batch ?? experiment.batch), workers);
    gpus = gpuOfEach(workers > 1 ? await visibleGpus() : [], workers);
  } catch (error) {
    throw asUsageError(error);
  } finally {
    stop.close();
  }
  return await runWorkers({ args, workers, gpus, restarts, timeout, output });
}
