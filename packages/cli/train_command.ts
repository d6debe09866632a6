import type { Cluster } from "@forger/cluster";
import {
  checkpointSteps,
  type Experiment,
  type Plugin,
  type PluginList,
  resolvePlugins,
  Trainer,
  type TrainerSettings,
} from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import { checkResume } from "./check_resume.ts";
import { configureExperiment } from "./configure_experiment.ts";
import { connectWorkers } from "./connect_workers.ts";
import { count, describeStart } from "./describe_start.ts";
import { dryRun } from "./dry_run.ts";
import { existingRunFolder } from "./existing_run_folder.ts";
import { loadExperiment } from "./load_experiment.ts";
import { loadPlugin } from "./load_plugin.ts";
import type { Output } from "./output.ts";
import { tellFolder } from "./parent_process.ts";
import { runTraining } from "./run_training.ts";
import type { SavedRun } from "./saved_run.ts";
import { startWithProgress } from "./start_with_progress.ts";
import { exitCodeOf, type StopSignals } from "./stop_signals.ts";
import { TRAIN_FLAGS, type TrainFlags } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";

/** What `train` needs besides its flags. */
export interface TrainCommandParts {
  /** The experiment's file. */
  readonly path: string;
  /** Values of the experiment's options, by their names; `true` where a flag has none. */
  readonly options?: ReadonlyMap<string, string | true>;
  readonly output: Output;
  /** The run that is to go on. */
  readonly saved?: SavedRun;
  readonly stop: StopSignals;
  /** The workers with which this process trains; only the first one says how it goes. */
  readonly cluster?: Cluster;
}

/**
 * Trains an experiment as the command line asks for.
 *
 * @returns The exit code.
 * @throws {UsageError} If the experiment, a plugin or a setting cannot be used.
 * @throws {Error} If training fails.
 */
export async function trainCommand(
  flags: TrainFlags,
  parts: TrainCommandParts,
): Promise<number> {
  const { cluster, output, saved, stop } = parts, isFirst = cluster === undefined || cluster.own === 0;
  const { experiment, plugins, settings } = await checkTraining(flags, parts);
  const reached = saved && (await checkpointSteps(saved.folder)).at(-1), { steps: asked = experiment.steps } = settings;
  if (reached !== undefined && asked < reached) {
    throw new UsageError(
      `Cannot resume ${saved?.folder} as its steps must be those that it has made, or more: it has made ${reached}, and is to have ${asked}`,
      { help: `--steps ${reached} with --allow steps, or a larger number` },
    );
  }
  const { "collective-timeout": timeout } = flags;
  const { group } = await startWithProgress({ ...flags, cluster, collective: { timeout } });
  if (group) await connectWorkers(group, output);
  if (flags["dry-run"]) {
    await dryRun(experiment, settings, output);
    return 0;
  }
  const resume = saved && { folder: saved.folder, allow: [...flags.allow, ...WATCHING] };
  if (resume && flags.check !== undefined) {
    try {
      return await checkResume({ experiment, settings, ...resume, steps: flags.check, output }) ? 0 : 1;
    } catch (error) {
      throw asUsageError(error);
    }
  }

  const brief = plugins.some(({ name }) => name === "progress"); // it says the rest
  const { reason, stopReason, steps, folder } = await runTraining(experiment, settings, async (run) => {
    stop.trainingBegins({ blocking: run.compute.backend !== "tensorflow" });
    if (!isFirst) return;
    await tellFolder(run.folder);
    output.print(describeStart(run, { brief }));
    if (!brief && run.compute.reason) {
      output.printError(`warning: training is slow without libtensorflow. ${run.compute.reason}`);
    }
  }, resume);
  const code = exitCodeOf(stopReason);
  if (isFirst && reached === steps) {
    output.printError("Nothing was left to train: --steps N --allow steps gives it more");
  }
  if (brief || !isFirst) return code;
  output.print(
    `${reason === "finished" ? "Finished" : `Stopped (${stopReason})`} after ${count(steps)} steps: ${folder}`,
  );
  return code;
}

/**
 * Loads an experiment with its plugins, as the command line asks for, and checks them; nothing is trained.
 *
 * @throws {UsageError} If the experiment, a plugin or a setting cannot be used.
 */
export async function checkTraining(
  flags: TrainFlags,
  { options = new Map(), path, saved, stop }: Pick<TrainCommandParts, "options" | "path" | "saved" | "stop">,
): Promise<{
  readonly experiment: Experiment;
  readonly plugins: readonly Plugin[];
  readonly settings: TrainerSettings;
}> {
  checkResumeFlags(flags);
  if (flags["ui-port"] !== undefined && !flags.ui) {
    throw new UsageError("Cannot use --ui-port as it must come with --ui");
  }
  const chosen = new Map([...savedOptions(saved), ...options]);
  const loaded = configureExperiment(await loadExperiment(path), chosen, Object.keys(TRAIN_FLAGS));
  const plugins = await pluginsOf(loaded.plugins ?? [], flags);
  const experiment = { ...loaded, plugins };
  const { "init-from": other } = flags;
  const initFrom = other === undefined ? {} : { initFrom: await existingRunFolder("begin with the weights of", other) };
  const settings = { ...saved?.settings, ...settingsOf(flags), ...initFrom, signal: stop.signal };
  orUsageError(() => new Trainer(experiment, settings)); // before anything that takes long
  return { experiment, plugins, settings };
}

/** Refuses flags that only go together. */
function checkResumeFlags({ allow, check, "dry-run": dryRun, "init-from": initFrom, out, resume }: TrainFlags): void {
  if (resume === undefined) {
    const [lone] = [...check === undefined ? [] : ["check"], ...allow.length > 0 ? ["allow"] : []];
    if (lone) throw new UsageError(`Cannot use --${lone} as it must come with --resume`);
    return;
  }
  const [odd] = [
    ...out === undefined ? [] : ["out"],
    ...initFrom === undefined ? [] : ["init-from"],
    ...dryRun ? ["dry-run"] : [],
  ];
  if (odd) throw new UsageError(`Cannot use --${odd} with --resume as a run must go on as it began: leave it out`);
}

/** The options with which a run was begun, as flags. */
function savedOptions(saved: SavedRun | undefined): [string, string][] {
  return Object.entries(saved?.options ?? {}).flatMap(([name, value]) =>
    value === "" ? [] : [[name, String(value)] as [string, string]]
  );
}

/** The plugins that every run has, unless they are left out: what they do not write cannot be resumed, or looked at. */
const ALWAYS: readonly string[] = ["checkpoints", "report"];

/** They change nothing in a training: so a run may go on with them or without, however it began. */
const WATCHING: readonly string[] = ["plugins.live-page", "plugins.report"];

async function pluginsOf(own: PluginList, flags: TrainFlags): Promise<readonly Plugin[]> {
  const ownNames = orUsageError(() => resolvePlugins(own)).map(({ name }) => name);
  const without = flags.without.filter((name) => ownNames.includes(name) || !ALWAYS.includes(name));
  const merged = mergePlugins(withoutPlugins(own, without), await loadPlugins(flags));
  const missing = ALWAYS.filter((name) =>
    !flags.without.includes(name) && !merged.some((plugin) => plugin.name === name)
  );
  return [...merged, ...await Promise.all(missing.map((source) => loadPlugin({ source, options: {} })))];
}

async function loadPlugins({ check, plugin, ui, "ui-port": port }: TrainFlags): Promise<Plugin[]> {
  const plugins: Plugin[] = [];
  for (const spec of plugin) plugins.push(await loadPlugin(spec));
  if (ui && check === undefined) plugins.push(await loadPlugin({ source: "live-page", options: { port } }));
  return plugins;
}

function settingsOf(flags: TrainFlags): TrainerSettings {
  const { batch, compile, "hook-limit": hookLimit, out, seed, steps } = flags;
  const { "batch-normalization": batchNormalization } = flags;
  const settings = { batch, batchNormalization, compile, folder: out, hookLimit, seed, steps };
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
