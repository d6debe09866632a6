import {
  checkpointFolder,
  checkpointName,
  checkpointSteps,
  type Experiment,
  type Plugin,
  removeCheckpoint,
  Trainer,
  type TrainResult,
} from "@forger/trainers";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { checkpoints } from "../checkpoints.ts";
import { weightBits } from "./tiny_images.ts";
import { parseEvents, type ReadEvent } from "./read_events.ts";
import { STEPS } from "./resumable.ts";

/** What a run left. */
export interface Outcome {
  /** The run's files by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The bits of all weights. */
  readonly bits: readonly number[];
  /** Why it ended. */
  readonly end: string;
  /** What plugins warned of, with the step. */
  readonly warnings: readonly (readonly [step: number, warning: string])[];
}

/** Steps between checkpoints. */
const EVERY = 3;

/**
 * A run is killed after these steps. The newest checkpoint is then of step 6, 12, 15 or 23: of these a multiple of 4 is the second
 * one alone, an epoch of 5 steps ends with the third one alone, and the run with the last one.
 */
export const KILLS: readonly number[] = [8, 12, 16, STEPS];

/** The step of the newest checkpoint when a run is killed. */
export function newestAt(kill: number): number {
  return kill === STEPS ? kill : kill - kill % EVERY;
}

/** What is run: plugins are made anew for each part of it, as a new process does. */
export interface Resumable {
  readonly experiment: Experiment;
  readonly plugins: () => readonly Plugin[];
}

/** Runs it without a break into a folder; copies of the folder as it is when the run is killed are left beside it. */
export function runStraight(what: Resumable, folder: string): Promise<Outcome> {
  return run(what, folder, KILLS, (trainer) => trainer.train());
}

/** A copy of a straight run's folder, as it was when the run was killed; undefined where it ended before. */
export async function killedAt(folder: string, kill: number): Promise<string | undefined> {
  const copy = `${folder}-at-${kill}`;
  return await Deno.stat(copy).then(() => copy, () => undefined);
}

/** A copy of a run's folder without the checkpoints after a step; undefined where there is none of that step or the last one. */
export async function withoutLater(folder: string, step: number): Promise<string | undefined> {
  const steps = await checkpointSteps(folder);
  if (!steps.includes(Math.min(step, steps.at(-1)!))) return undefined;
  const copy = `${folder}-from-${step}`;
  await copyFolder(folder, copy);
  for (const other of steps) if (other > step) await removeCheckpoint(copy, other);
  return copy;
}

/** Goes on in a folder, to the end; copies are left as of a straight run. */
export function goOn(what: Resumable, folder: string, kills: readonly number[] = []): Promise<Outcome> {
  return run(what, folder, kills, (trainer) => trainer.resume(folder));
}

async function run(
  { experiment, plugins }: Resumable,
  folder: string,
  kills: readonly number[],
  train: (trainer: Trainer) => Promise<TrainResult>,
): Promise<Outcome> {
  const before = tf.memory().numTensors, own = plugins(), warnings: [number, string][] = [];
  const listening: Plugin = {
    name: "listening",
    onWarning: (warning, { step }) => void warnings.push([step, warning.replaceAll(folder, "RUN")]),
  };
  const all = [
    ...own,
    ...own.some(({ name }) => name === "checkpoints") ? [] : [checkpoints({ every: EVERY, keep: 99 })],
    copying(kills),
    listening,
  ];
  const result = await train(new Trainer({ ...experiment, plugins: all }, { compile: "graph", folder }));
  const { generator, networks, reason, stopReason } = result, bits = weightBits(result);
  for (const model of new Set([generator, networks.generator, networks.discriminator])) model.dispose();
  assertEquals(tf.memory().numTensors, before, "no tensors must be left");
  return { files: await filesOf(folder), bits, end: `${reason} ${stopReason}`, warnings };
}

/** Copies the run's folder after some steps. */
function copying(after: readonly number[]): Plugin {
  return {
    name: "copying",
    every: 2,
    async onSettled({ folder, step }) {
      if (!after.includes(step)) return;
      await untilWritten(`${checkpointFolder(folder)}/${checkpointName(newestAt(step))}.json`);
      await copyFolder(folder, `${folder}-at-${step}`);
    },
  };
}

/** A checkpoint is written while training goes on. */
async function untilWritten(file: string): Promise<void> {
  for (let time = 0; time < 500; time++) {
    if (await Deno.stat(file).then(() => true, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${file} is not written within 5 s`);
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { isDirectory, name } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else if (!name.endsWith(".partial")) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`).catch(unlessRemoved);
  }
}

/** An old checkpoint may be removed at this moment. */
function unlessRemoved(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function filesOf(folder: string, inner = ""): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { isDirectory, name } of Deno.readDir(`${folder}/${inner}`)) {
    const path = `${inner}${name}`;
    if (isDirectory) { for (const [deeper, bytes] of await filesOf(folder, `${path}/`)) files.set(deeper, bytes); }
    else files.set(path, await Deno.readFile(`${folder}/${path}`));
  }
  return files;
}

/**
 * What TensorBoard shows of a run's events: it reads files in the order of their names, forgets steps that are done again, and
 * of pictures and histograms those that are not of an earlier step than the next one. The settings and the end come last.
 */
export function shownEvents({ files }: Outcome): ReadEvent[] {
  let shown: ReadEvent[] = [];
  const session: ReadEvent[] = [];
  for (const path of [...files.keys()].filter((path) => path.startsWith("tensorboard/")).toSorted()) {
    for (const event of parseEvents(files.get(path)!)) {
      if (event.restart) shown = shown.filter(({ step }) => step < event.step);
      else if (event.settings || event.status) session.push(event);
      else if (event.scalars) shown.push(event);
      else if (!event.version) shown = [...shown.filter((earlier) => !isReplaced(earlier, event)), event];
    }
  }
  // warnings and the like come in the order of reports
  const kind = ({ histograms, images, scalars, texts }: ReadEvent) =>
    Object.keys(images ?? histograms ?? texts ?? { scalars })[0]!;
  const order = (first: ReadEvent, second: ReadEvent) =>
    kind(first) < kind(second) ? -1 : Number(kind(first) > kind(second));
  return [...shown.toSorted(order), ...session].map((event) => ({ ...event, wallTime: 0, end: 0 }));
}

/** Whether an event is of the same thing as a later one, and not of an earlier step. */
function isReplaced(event: ReadEvent, by: ReadEvent): boolean {
  return event.step >= by.step && (["images", "histograms", "texts"] as const).some((kind) => {
    const [tag] = Object.keys(by[kind] ?? {});
    return tag !== undefined && event[kind]?.[tag] !== undefined;
  });
}
