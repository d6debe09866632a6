import { checkpointSteps } from "@forger/trainers";
import { basename, dirname, join } from "node:path";
import { findRunFolder, isFolder, isRunName, RUNS } from "./run_folder.ts";
import { readSavedRun, type SavedRun } from "./saved_run.ts";
import { UsageError } from "./usage_error.ts";

/** Which generator of which run is meant. */
export interface EvaluatedRun {
  /** How the run was begun, with its folder. */
  readonly saved: SavedRun;
  /** Which of its generators. */
  readonly of: "model" | "best" | "checkpoint";
  /** The folder that holds `model/`; of a checkpoint the run's. */
  readonly folder: string;
  /** The step of a checkpoint that is meant. */
  readonly checkpoint?: number;
}

/** Which of a run's generators is asked for. */
export interface WantedGenerator {
  readonly best: boolean;
  readonly checkpoint?: number;
}

/** The folder in a run's folder where the plugin evaluate keeps the best generator. */
const BEST = "best";

/**
 * Finds what is to be evaluated; loads nothing but the run's settings.
 *
 * @param run The run's folder, the name of one below `runs/`, or the folder of its best generator, `<run>/best`.
 * @param runs Where names are looked up.
 * @throws {UsageError} If there is none, or it holds no such generator: the message says what it holds.
 */
export async function findEvaluatedRun(
  run: string,
  { best, checkpoint }: WantedGenerator,
  runs: string = RUNS,
): Promise<EvaluatedRun> {
  const found = await findRunFolder(run, runs);
  if (found === undefined) throw await noSuchRun(run, runs);
  const isBest = basename(found) === BEST && await isFile(`${found}/best.json`);
  const folder = isBest ? dirname(found) : found;
  const saved = await readSavedRun(folder, "evaluate");
  const steps = await checkpointSteps(folder);
  if (checkpoint !== undefined) {
    if (steps.includes(checkpoint)) return { saved, of: "checkpoint", folder, checkpoint };
    throw new UsageError(
      `Cannot evaluate ${folder} as --checkpoint must be the step of one that is there: current value is ${checkpoint}, there are ${
        steps.join(", ") || "none"
      }`,
    );
  }
  if (best || isBest) {
    if (await isFile(`${folder}/${BEST}/best.json`)) return { saved, of: "best", folder: join(folder, BEST) };
    throw new UsageError(
      `Cannot evaluate the best generator of ${folder} as the plugin evaluate must have kept one: ${folder}/best/best.json is missing`,
      { help: "train with --plugin evaluate" },
    );
  }
  if (await isFile(`${folder}/model/model.json`)) return { saved, of: "model", folder };
  const last = steps.at(-1);
  throw new UsageError(
    `Cannot evaluate ${folder} as it must hold the generator that the plugin save-generator writes when training ends: ${folder}/model/model.json is missing`,
    {
      help: last === undefined
        ? "let the training end, or train again with --plugin save-generator"
        : `let the training end, or evaluate its newest checkpoint: --checkpoint ${last}`,
    },
  );
}

async function noSuchRun(run: string, runs: string): Promise<UsageError> {
  const known: string[] = [];
  if (isRunName(run) && await isFolder(runs)) { for await (const { name } of Deno.readDir(runs)) known.push(name); }
  return new UsageError(
    `Cannot evaluate ${run} as it must be a run's folder, or the name of one in ${runs}/: there is no such folder`,
    known.length > 0 ? { misspelt: { name: run, known: known.sort() } } : {},
  );
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
