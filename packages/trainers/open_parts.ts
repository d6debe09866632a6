import type { FileLock } from "@forger/core";
import { resolveBatch } from "./batch_sizes.ts";
import { checkNetworks } from "./check_networks.ts";
import { compileModeOf } from "./compile_mode.ts";
import { checkDrift } from "./config_drift.ts";
import { describeRun } from "./describe_run.ts";
import { openRealBatches } from "./open_real_batches.ts";
import { openTogether } from "./open_together.ts";
import { openResumed, type ResumeRequest } from "./open_resumed.ts";
import { createRunFolder, lockRun, writeConfig } from "./run_folder.ts";
import { splitBatch } from "./split_batch.ts";
import type { TrainingParts } from "./training_parts.ts";
import { describeWarmStart, warmStart } from "./warm_start.ts";

/** What is known of a training before anything is opened. */
export type GivenParts = Pick<TrainingParts, "experiment" | "settings" | "plugins" | "hooks" | "compute">;

/** A training's parts, and what the user should know of how they were found. */
export interface OpenedParts {
  readonly parts: TrainingParts;
  readonly warnings: readonly string[];
}

/** All that is loaded and built before the run has its folder. */
export type LoadedParts = Omit<TrainingParts, "folder" | "lock"> & {
  /** The folder of the run that goes on, and its lock. */
  readonly found?: { readonly folder: string; readonly lock: FileLock };
};

/** Loads the data, builds the networks and, when all fits, makes the run's folder or goes on in the one that there is. */
export async function openParts(given: GivenParts, resume?: ResumeRequest): Promise<OpenedParts> {
  const warnings: string[] = [], opened: Disposable[] = [];
  try {
    const load = () => loadParts(given, { resume, opened, warnings });
    const parts = given.compute.group
      ? await openTogether(given.compute.group, { load, place: (loaded) => placeRun(loaded, opened) })
      : await placed(await load(), opened);
    return { parts, warnings };
  } catch (error) {
    for (const one of opened) one[Symbol.dispose]();
    throw error;
  }
}

async function loadParts(
  given: GivenParts,
  { opened, resume, warnings }: {
    readonly resume: ResumeRequest | undefined;
    readonly opened: Disposable[];
    readonly warnings: string[];
  },
): Promise<LoadedParts> {
  const { compute: { group }, experiment, settings } = given;
  const { batchNormalization, compile = "auto", seed = 1 } = settings;
  compileModeOf({ ...given, resumed: undefined }); // it may refuse
  const isFirst = group === undefined || group.own === 0;
  const batch = resolveBatch(experiment.batch);
  if (group) splitBatch(batch, group.workers);
  const found = resume && isFirst ? await openResumed(resume) : undefined;
  if (found) opened.push(found.lock);
  const data = await experiment.data();
  opened.push(disposable(data));
  const networks = experiment.networks({ seed });
  checkNetworks(networks, data, experiment.latent);
  const real = openRealBatches(data, { batch: batch.real, part: group, seed });
  opened.push(disposable(real));
  if (settings.initFrom !== undefined && !resume && isFirst) {
    warnings.push(...describeWarmStart(await warmStart(networks, settings.initFrom)));
  }
  const config = describeRun({ ...given, seed, data, networks, compile, batchNormalization });
  if (found) {
    const { checkpoint, damaged } = found;
    checkDrift(checkpoint.config, config, resume?.allow ?? []);
    warnings.push(...describeOtherCluster(checkpoint.config, config));
    warnings.push(...damaged.map((damage) => `${damage}. An earlier checkpoint takes its place`));
  }
  const resumed = found?.checkpoint.state;
  return { ...given, seed, data, networks, real, config, resumed, ...found && { found } };
}

/** Makes the run's folder, or takes the one of the run that goes on; writes the settings. */
async function placeRun(
  { config, experiment, found, settings }: LoadedParts,
  opened: Disposable[],
): Promise<{ readonly folder: string; readonly lock: FileLock }> {
  const folder = found?.folder ?? await createRunFolder("runs", experiment.name, settings.folder);
  const lock = found?.lock ?? await lockRun(folder);
  if (!found) opened.push(lock);
  await writeConfig(folder, config);
  return { folder, lock };
}

async function placed(loaded: LoadedParts, opened: Disposable[]): Promise<TrainingParts> {
  return { ...loaded, ...await placeRun(loaded, opened) };
}

/** What another number of workers than that of the run changes. */
function describeOtherCluster(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  if (JSON.stringify(before.cluster) === JSON.stringify(now.cluster)) return [];
  const named = ({ cluster }: Readonly<Record<string, unknown>>) => {
    const { batchNormalization, workers } = (cluster ?? { workers: 1 }) as Record<string, unknown>;
    return `${workers} worker${workers === 1 ? "" : "s"}${
      batchNormalization === "synchronised" ? " with synchronised batch normalization" : ""
    }`;
  };
  return [
    `the run was trained by ${named(before)} so far, and goes on with ${
      named(now)
    }: rows, latents and the order of batches stay the same, sums are rounded in another order, and what layers or plugins ` +
    "compute over a batch, such as batch normalization, is computed over other parts of it",
  ];
}

function disposable(one: { dispose(): void }): Disposable {
  return { [Symbol.dispose]: () => one.dispose() };
}
