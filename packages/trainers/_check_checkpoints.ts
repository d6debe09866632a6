import { type Checkpoint, checkpointName, readCheckpoint } from "./checkpoint.ts";
import type { CheckedFiles } from "./_checked_files.ts";
import { cadenceOf, type CheckedConfig } from "./_read_run_config.ts";
import type { RunCheck } from "./check_run.ts";
import type { StoredTensor } from "./run_state.ts";

/** What {@linkcode checkCheckpoints} found. */
export interface CheckpointsCheck {
  /** The step of the newest checkpoint that can be used. */
  readonly step: number | undefined;
  readonly resume: RunCheck["resume"];
}

const FILE = /^checkpoints\/step_(\d{8,15})\.(json|safetensors)$/;

/** Larger ones are not read; smaller ones are only where half of the memory that is free holds them. */
const MOST_BYTES = 2 ** 32;

/** Type and shape of each tensor, by name. */
type Layout = ReadonlyMap<string, string>;

/** Reads every checkpoint of a run, and says how its two files are. */
export async function checkCheckpoints(
  files: CheckedFiles,
  config: CheckedConfig | undefined,
): Promise<CheckpointsCheck> {
  const steps = new Set(files.paths(FILE).map(stepOf).filter((step) => step !== undefined));
  let newest: { readonly step: number; readonly fault: string | undefined } | undefined;
  let model: { readonly step: number; readonly layout: Layout } | undefined; // the newest one that fits
  for (const step of [...steps].sort((first, second) => second - first)) {
    const checkpoint = await readPair(files, step);
    if (!checkpoint) continue;
    const layout = layoutOf(checkpoint.state.tensors);
    const fault = faultOf(checkpoint, config) ?? (model && differenceOf(layout, model.layout, model.step));
    if (fault === undefined) model ??= { step, layout };
    else files.say(`checkpoints/${checkpointName(step)}.safetensors`, fault);
    newest ??= { step, fault };
  }
  if (steps.size === 0) return { step: undefined, resume: { reason: "it has no checkpoint" } };
  if (!newest) return { step: undefined, resume: { reason: "none of its checkpoints is whole" } };
  const { step, fault } = newest;
  if (fault !== undefined) {
    return { step: undefined, resume: { reason: `its newest checkpoint, of step ${step}, does not fit: ${fault}` } };
  }
  return { step, resume: config ? { step } : { reason: "its config.json cannot be used" } };
}

/** The step of a checkpoint's file; others of nearly such a name are none. */
function stepOf(path: string): number | undefined {
  const step = Number(FILE.exec(path)![1]);
  return path.startsWith(`checkpoints/${checkpointName(step)}.`) ? step : undefined;
}

/** Says that there must be a checkpoint, where the run has come far enough. */
export function expectCheckpoint(files: CheckedFiles, config: CheckedConfig | undefined, done: number): void {
  const every = cadenceOf(config, "checkpoints", "every");
  if (every === undefined || done < every || files.paths(FILE).length > 0) return;
  const step = done - done % every;
  files.expect(`checkpoints/${checkpointName(step)}.json`, `the plugin checkpoints writes one every ${every} steps`);
}

async function readPair(files: CheckedFiles, step: number): Promise<Checkpoint | undefined> {
  const base = `checkpoints/${checkpointName(step)}`, description = `${base}.json`, tensors = `${base}.safetensors`;
  const [isDescribed, isThere] = [description, tensors].map((path) => files.paths(FILE).includes(path));
  if (!isDescribed && files.size(tensors, Infinity) !== undefined) {
    if (files.isTraining) files.note(tensors, "other", "it is being written");
    else files.note(tensors, "leftover", "it has no description, which is written after it and removed before it");
    return undefined;
  }
  const most = Math.min(MOST_BYTES, Deno.systemMemoryInfo().available / 2);
  const sizes = [description, tensors].map((path) => files.size(path, Math.floor(most)));
  if (!isThere) files.expect(tensors, "its description is there");
  if (sizes.includes(undefined)) {
    if (sizes[0] !== undefined) files.note(description, "other", "its tensors cannot be read");
    if (sizes[1] !== undefined) files.note(tensors, "other", "its description cannot be read");
    return undefined;
  }
  try {
    const checkpoint = await readCheckpoint(files.folder, step);
    files.note(description, "fine");
    files.note(tensors, "fine");
    return checkpoint;
  } catch (error) {
    const { message } = error as Error, reasonFor = (path: string) => reasonOf(message, `${files.folder}/${path}`);
    const inDescription = reasonFor(description);
    if (inDescription === undefined) files.note(description, "fine");
    else files.say(description, inDescription);
    if (inDescription === undefined) files.say(tensors, reasonFor(tensors) ?? message);
    else files.note(tensors, "other", "its description, which has its checksum, is damaged");
    return undefined;
  }
}

/** What an error says of a file, if it is of that file. */
function reasonOf(message: string, path: string): string | undefined {
  const beginning = `Cannot read checkpoint ${path}`;
  return message.startsWith(beginning) ? message.slice(beginning.length).replace(/^( as |: )/, "") : undefined;
}

function layoutOf(tensors: Readonly<Record<string, StoredTensor>>): Layout {
  return new Map(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, `${dtype} [${shape}]`]));
}

/** Why a checkpoint cannot be that of the run. */
function faultOf({ state: { tensors } }: Checkpoint, config: CheckedConfig | undefined): string | undefined {
  const names = Object.keys(tensors);
  for (const player of ["generator", "discriminator"]) {
    const slots = names.filter((name) => name.startsWith(`${player}/optimizer/`));
    const weights = names.filter((name) => name.startsWith(`${player}/`) && !slots.includes(name));
    const count = weights.reduce((sum, name) => sum + sizeOf(tensors[name]!), 0), said = config?.parameters[player];
    if (typeof said === "number" && said !== count) {
      return `the ${player} must have ${said} parameters as config.json says: it has ${count}`;
    }
    const shapes = new Set(weights.map((name) => String(tensors[name]!.shape)));
    const lone = slots.find((name) => sizeOf(tensors[name]!) !== 1 && !shapes.has(String(tensors[name]!.shape)));
    if (lone !== undefined) return `${lone} must have the shape of a weight: its shape is [${tensors[lone]!.shape}]`;
  }
  return undefined;
}

function sizeOf({ shape }: StoredTensor): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** In what a checkpoint's tensors are not those of a newer one. */
function differenceOf(layout: Layout, newer: Layout, step: number): string | undefined {
  for (const name of new Set([...layout.keys(), ...newer.keys()])) {
    const [here, there] = [layout.get(name) ?? "not there", newer.get(name) ?? "not there"];
    if (here !== there) return `${name} must be as in the checkpoint of step ${step}, ${there}: it is ${here}`;
  }
  return undefined;
}
