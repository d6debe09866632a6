import { progressLine, startCompute } from "@forger/core";
import { type Plugin, type PluginList, resolvePlugins, Trainer, type TrainerSettings } from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import { configureExperiment } from "./configure_experiment.ts";
import { count, describeStart } from "./describe_start.ts";
import { dryRun } from "./dry_run.ts";
import { loadExperiment } from "./load_experiment.ts";
import { loadPlugin } from "./load_plugin.ts";
import type { Output } from "./output.ts";
import { runTraining } from "./run_training.ts";
import type { StopSignals } from "./stop_signals.ts";
import { TRAIN_FLAGS, type TrainFlags } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";

/** What `train` needs besides its flags. */
export interface TrainCommandParts {
  /** The experiment's file. */
  readonly path: string;
  /** Values of the experiment's options, by their names; `true` where a flag has none. */
  readonly options?: ReadonlyMap<string, string | true>;
  readonly output: Output;
  readonly stop: StopSignals;
}

/**
 * Trains an experiment as the command line asks for.
 *
 * @throws {UsageError} If the experiment, a plugin or a setting cannot be used.
 * @throws {Error} If training fails.
 */
export async function trainCommand(
  flags: TrainFlags,
  { options = new Map(), output, path, stop }: TrainCommandParts,
): Promise<void> {
  const loaded = configureExperiment(await loadExperiment(path), options, Object.keys(TRAIN_FLAGS));
  const own = withoutPlugins(loaded.plugins ?? [], flags.without);
  const plugins = mergePlugins(own, await loadPlugins(flags));
  const experiment = { ...loaded, plugins };
  const settings = { ...settingsOf(flags), signal: stop.signal };
  orUsageError(() => new Trainer(experiment, settings)); // before anything that takes long
  await start(flags);
  if (flags["dry-run"]) return await dryRun(experiment, settings, output);

  const brief = plugins.some(({ name }) => name === "progress"); // it says the rest
  const { reason, stopReason, steps, folder } = await runTraining(experiment, settings, (run) => {
    stop.trainingBegins({ blocking: run.compute.backend === "cpu" });
    output.print(describeStart(run, { brief }));
    if (!brief && run.compute.reason) {
      output.printError(`warning: training is slow without libtensorflow. ${run.compute.reason}`);
    }
  });
  if (brief) return;
  output.print(
    `${reason === "finished" ? "Finished" : `Stopped (${stopReason})`} after ${count(steps)} steps: ${folder}`,
  );
}

async function loadPlugins({ plugin }: TrainFlags): Promise<Plugin[]> {
  const plugins: Plugin[] = [];
  for (const spec of plugin) plugins.push(await loadPlugin(spec));
  return plugins;
}

function settingsOf({ batch, compile, "hook-limit": hookLimit, out, seed, steps }: TrainFlags): TrainerSettings {
  const settings = { batch, compile, folder: out, hookLimit, seed, steps };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** Leaves plugins out, by their names. */
export function withoutPlugins(own: PluginList, names: readonly string[]): readonly Plugin[] {
  const plugins = orUsageError(() => resolvePlugins(own)), known = plugins.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `Cannot leave out plugin ${name} as the experiment must have it: it has ${known.join(", ") || "none"}`,
      { misspelt: { name, known } },
    );
  }
  return plugins.filter(({ name }) => !names.includes(name));
}

/** A plugin of the command line takes the place of the experiment's that has its name, or else comes last. */
export function mergePlugins(own: PluginList, added: readonly Plugin[]): readonly Plugin[] {
  return orUsageError(() => {
    const checked = resolvePlugins(added);
    const replaced = resolvePlugins(own).map((plugin) => checked.find(({ name }) => name === plugin.name) ?? plugin);
    return [...replaced, ...checked.filter((plugin) => !replaced.includes(plugin))];
  });
}

function orUsageError<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw asUsageError(error);
  }
}

async function start({ backend, threads, verbose }: TrainFlags): Promise<void> {
  const line = progressLine();
  try {
    await startCompute({ backend, threads, verbose, onProgress: (progress) => line.update(progress) });
  } finally {
    line.finish();
  }
}
