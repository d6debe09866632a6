import { checkBest } from "./_check_best.ts";
import { checkCheckpoints } from "./_check_checkpoints.ts";
import { checkEvents } from "./_check_events.ts";
import { checkExports } from "./_check_exports.ts";
import { checkFileEnds } from "./_check_file_ends.ts";
import { checkMetrics } from "./_check_metrics.ts";
import { checkModel } from "./_check_model.ts";
import { checkPlayground } from "./_check_playground.ts";
import { checkRecords } from "./_check_records.ts";
import { CheckedFiles } from "./_checked_files.ts";
import { isTrainedInto } from "./_is_trained_into.ts";
import { listRunFiles } from "./_list_run_files.ts";
import { readRunConfig } from "./_read_run_config.ts";

/**
 * How a file of a run is: `"missing"` is one that must be there, `"leftover"` what interrupted writing left behind, and
 * `"other"` what is not looked into.
 */
export type FileState = "fine" | "damaged" | "missing" | "leftover" | "other";

/** What is known of a file of a run. */
export interface CheckedFile {
  /** Relative to the run's folder, with `/` between folders. */
  readonly path: string;
  /** How it is. */
  readonly state: FileState;
  /** What exactly is wrong, to follow the file's name and a colon; undefined where all is fine. */
  readonly reason?: string;
}

/** What {@linkcode checkRun} found. */
export interface RunCheck {
  /** The run's folder. */
  readonly folder: string;
  /** Every file that is there or must be, in the order of paths. */
  readonly files: readonly CheckedFile[];
  /** Whether a process trains into the folder at this moment, so that files change while they are looked at. */
  readonly isTraining: boolean;
  /** How many steps the run is to have, where its settings can be read. */
  readonly steps: number | undefined;
  /** After which step it can go on, or why it cannot. */
  readonly resume: { readonly step: number } | { readonly reason: string };
  /** Why it cannot be sampled from; undefined where it can. */
  readonly notSampled: string | undefined;
}

/** Options of {@linkcode checkRun}. */
export interface CheckRunOptions {
  /**
   * Decodes a PNG, GIF or WebP file and says what is wrong with it, or nothing. @default {only the first and last bytes are looked at}
   */
  readonly checkPicture?: (path: string) => Promise<string | undefined>;
  /** Hears how many files have been looked at, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Files whose ends show whether they were cut off, and which `checkPicture` decodes. */
const PICTURE = /\.(png|gif|webp|svg)$/i;

/** Pages and texts, of which the ends show whether they were cut off. */
const TEXT = /^(report\.html|(playground|exported\/[a-z]+)\/\w[\w.-]*\.(css|js|txt))$/;

const EVENTS = /^tensorboard\/events\.out\.tfevents\.[^/]*$/;

/** What only a run has; a folder without any of it is none. */
const OF_A_RUN = /^(config\.json|metrics\.(jsonl|csv)|checkpoints\/.*|model\/model\.json)$/;

/**
 * Looks at every file of a run: what is whole, what is damaged, missing or left over, and what can still be used. It changes nothing.
 *
 * Settings, checkpoints (checksums, and whether names and shapes fit), metrics (each row, whether steps are missing, and whether both
 * formats agree), the saved generator (sizes, and whether it loads) and the best one (its checksum, too), evaluations and warnings
 * (each line), exports and the playground (as far as their formats tell), pictures, pages (their ends) and TensorBoard's
 * events (checksums) are read. Symbolic links are named and not followed, and nothing outside the folder is read; files of
 * absurd sizes are refused. Start a backend before: that of `startCompute({ backend: "cpu" })` will do.
 *
 * @param folder The run's folder.
 * @throws {RangeError} If it is no run's folder, or holds more than 100,000 files.
 *
 * @example
 * ```ts
 * import { checkRun } from "@forger/trainers";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await assertRejects(() => checkRun(folder), RangeError, "must be a run's folder");
 * await Deno.writeTextFile(`${folder}/metrics.jsonl`, '{"step":1,"loss":0.5}\n{"step":3,"loss":0.25}\n');
 * const { files, resume } = await checkRun(folder);
 * assertEquals(files, [
 *   { path: "config.json", state: "missing", reason: "every run has its settings there" },
 *   { path: "metrics.jsonl", state: "damaged", reason: "step 1 is followed by step 3" },
 * ]);
 * assertEquals(resume, { reason: "it has no checkpoint" });
 * ```
 */
export async function checkRun(folder: string, options: CheckRunOptions = {}): Promise<RunCheck> {
  const { checkPicture, onProgress } = options;
  const found = await listRunFiles(folder);
  if (!found.some(({ path }) => OF_A_RUN.test(path))) {
    throw new RangeError(`Cannot check ${folder} as it must be a run's folder: it holds nothing of a run`);
  }
  const isTraining = await isTrainedInto(folder);
  const files = new CheckedFiles(folder, found, { isTraining, onProgress });
  const config = await readRunConfig(files);
  const checkpoints = await checkCheckpoints(files, config);
  await checkMetrics(files, config, checkpoints.step);
  const notSampled = await checkModel(files, config, checkpoints.step);
  await checkBest(files);
  await checkRecords(files);
  await checkExports(files);
  await checkPlayground(files);
  for (const path of files.unchecked(TEXT)) files.say(path, await checkFileEnds(`${folder}/${path}`));
  for (const path of files.unchecked(EVENTS)) files.say(path, await checkEvents(`${folder}/${path}`));
  for (const path of files.unchecked(PICTURE)) {
    const reason = await checkFileEnds(`${folder}/${path}`);
    const isDecoded = reason === undefined && !/\.svg$/i.test(path);
    files.say(path, isDecoded ? await checkPicture?.(`${folder}/${path}`) : reason);
  }
  return { folder, files: files.all(), isTraining, steps: config?.steps, resume: checkpoints.resume, notSampled };
}
