import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor, writeAtomically } from "@forger/core";
import type { PendingLogs } from "./report_buffers.ts";
import { parseNumbers, stringifyNumbers } from "./number_json.ts";
import type { RunState, StoredState, StoredTensor } from "./run_state.ts";

/** A run's state on disk, with the settings that it belongs to. */
export interface Checkpoint {
  /** All that the run depends on. */
  readonly state: RunState;
  /** The run's resolved settings. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What stands beside the tensors: all that is no tensor, and what tells whether the tensors are whole. */
interface CheckpointDescription {
  readonly format: typeof FORMAT;
  readonly step: number;
  readonly rowsSeen: number;
  readonly compile: RunState["compile"] | null;
  readonly plugins: Readonly<Record<string, StoredState>>;
  readonly pending: PendingLogs;
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: { readonly bytes: number; readonly sha256: string };
}

const FORMAT = "forger checkpoint 1";

/** How a description begins. */
const BEGINNING = `{"format":${JSON.stringify(FORMAT)},`;

/** How a description ends: with the checksum of itself without that. */
const ending = (checksum: string): string => `,"sha256":"${checksum}"}\n`;

const ENDING_LENGTH = ending("0".repeat(64)).length;

/** Longer ones are neither written nor read, as reading them takes many times as much memory. */
const MOST_DESCRIPTION_BYTES = 2 ** 26;

/** The folder of a run's checkpoints. */
export function checkpointFolder(run: string): string {
  return `${run}/checkpoints`;
}

/** The name that a checkpoint's two files begin with. */
export function checkpointName(step: number): string {
  return `step_${String(step).padStart(8, "0")}`;
}

/**
 * Writes a checkpoint as two files: `step_00000500.safetensors`, weights, slots and the plugins' tensors, and
 * `step_00000500.json`, everything else.
 *
 * The description comes last and has the tensors' checksum, so that a checkpoint is whole or not there, whenever writing ends.
 *
 * @param run The run's folder.
 * @throws {Error} If a file cannot be written: the message names it, the reason and the remedy.
 */
export async function writeCheckpoint(run: string, { state, config }: Checkpoint): Promise<void> {
  const { step, rowsSeen, compile = null, pending } = state;
  const tensors: Record<string, StoredTensor> = { ...state.tensors };
  const plugins: Record<string, StoredState> = {};
  for (const [plugin, values] of Object.entries(state.plugins)) {
    plugins[plugin] = Object.fromEntries(Object.entries(values).filter(([, value]) => !isTensor(value)));
    for (const [name, value] of Object.entries(values)) {
      if (isTensor(value)) tensors[pluginTensor(plugin, name)] = value;
    }
  }
  const bytes = encodeSafetensors(tensors as Readonly<Record<string, SafetensorsTensor>>, {
    format: FORMAT,
    step: String(step),
  });
  const description: CheckpointDescription = {
    format: FORMAT,
    step,
    rowsSeen,
    compile,
    plugins,
    pending,
    config,
    tensors: { bytes: bytes.length, sha256: await sha256(bytes) },
  };
  const path = `${checkpointFolder(run)}/${checkpointName(step)}`;
  const content = new TextEncoder().encode(stringifyNumbers(description));
  if (content.length + ENDING_LENGTH > MOST_DESCRIPTION_BYTES) {
    throw new RangeError(
      `Cannot write checkpoint ${path}.json as what plugins keep besides tensors must have at most ${MOST_DESCRIPTION_BYTES} bytes: current value is ${content.length}`,
    );
  }
  await writeAtomically(`${path}.safetensors`, bytes);
  await writeAtomically(`${path}.json`, withEnding(content, ending(await sha256(content))));
}

/** A description with its end in the place of its last brace. */
function withEnding(content: Uint8Array, end: string): Uint8Array {
  const whole = new Uint8Array(content.length - 1 + end.length);
  whole.set(content.subarray(0, -1));
  whole.set(new TextEncoder().encode(end), content.length - 1);
  return whole;
}

/**
 * Reads a checkpoint, and trusts nothing of it.
 *
 * @param run The run's folder.
 * @throws {Error} If a file is missing, damaged or of another format: the message names it and says what is wrong.
 */
export async function readCheckpoint(run: string, step: number): Promise<Checkpoint> {
  const path = `${checkpointFolder(run)}/${checkpointName(step)}`;
  const description = await readDescription(`${path}.json`, step);
  const bytes = await readTensors(`${path}.safetensors`, description.tensors);
  const { rowsSeen, plugins, pending, config } = description;
  const { tensors, tensorsOfPlugins } = separate(decode(`${path}.safetensors`, bytes));
  const state: RunState = {
    step,
    rowsSeen,
    tensors,
    plugins: Object.fromEntries(
      Object.entries(plugins).map(([name, values]) => [
        name,
        { ...values, ...Object.fromEntries(tensorsOfPlugins.get(encodeURIComponent(name)) ?? []) },
      ]),
    ),
    compile: description.compile ?? undefined,
    pending,
  };
  return { state, config };
}

async function readDescription(path: string, step: number): Promise<CheckpointDescription> {
  const refuse = (rule: string): never => {
    throw new Error(`Cannot read checkpoint ${path} as ${rule}`);
  };
  const bytes = await readFile(path, MOST_DESCRIPTION_BYTES), text = new TextDecoder().decode(bytes);
  if (!text.startsWith(BEGINNING)) return refuse(`its format must be "${FORMAT}": it is another, or damaged`);
  const content = bytes.slice(0, 1 - ENDING_LENGTH);
  content[content.length - 1] = "}".charCodeAt(0);
  if (!text.endsWith(ending(await sha256(content)))) {
    return refuse("its checksum must be that of its content: it is damaged");
  }
  let value: unknown;
  try {
    value = parseNumbers(text);
  } catch {
    return refuse("it must be JSON: it is damaged");
  }
  if (!isObject(value)) return refuse("it must be a JSON object: it is damaged");
  if (value.step !== step) return refuse(`it must be of step ${step}: it says ${value.step}`);
  const { rowsSeen, compile, plugins, pending, config, tensors } = value;
  const isWhole = isCount(rowsSeen) && [null, "xla", "graph", "off"].includes(compile as string | null) &&
    isObject(plugins) && Object.entries(plugins).every(([name, state]) => name.isWellFormed() && isObject(state)) &&
    isPending(pending) && isObject(config) &&
    isObject(tensors) && isCount(tensors.bytes) && typeof tensors.sha256 === "string";
  return isWhole
    ? value as unknown as CheckpointDescription
    : refuse("it must say all of a run's state: it is damaged");
}

function isPending(value: unknown): boolean {
  const areSteps = (steps: unknown) => isObject(steps) && Object.values(steps).every(isCount);
  const areNumbers = (values: unknown) =>
    isObject(values) && Object.values(values).every((value) => typeof value === "number");
  return isObject(value) && areSteps(value.onStepEnd) && areSteps(value.onEpochEnd) && Array.isArray(value.logs) &&
    value.logs.every((log) => isObject(log) && isCount(log.step) && areNumbers(log.values));
}

async function readTensors(path: string, expected: CheckpointDescription["tensors"]): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(path, expected.bytes);
  if (bytes.length !== expected.bytes) {
    throw new Error(
      `Cannot read checkpoint ${path} as it must have ${expected.bytes} bytes: it has ${bytes.length}`,
    );
  }
  if (await sha256(bytes) !== expected.sha256) {
    throw new Error(`Cannot read checkpoint ${path} as its checksum must be that of its description: it is damaged`);
  }
  return bytes;
}

/** Reads a file that must not be longer than that, before any of it is in memory. */
async function readFile(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile) throw new Error("it is no file");
    if (size > most) throw new Error(`it has ${size} bytes, more than ${most}`);
    return await Deno.readFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "it is missing" : (error as Error).message;
    throw new Error(`Cannot read checkpoint ${path}: ${reason}`, { cause: error });
  }
}

function decode(path: string, bytes: Uint8Array): Readonly<Record<string, StoredTensor>> {
  try {
    return decodeSafetensors(bytes).tensors as Readonly<Record<string, StoredTensor>>;
  } catch (error) {
    throw new Error(`Cannot read checkpoint ${path}: ${(error as Error).message}`, { cause: error });
  }
}

const PLUGINS = "plugins";

function pluginTensor(plugin: string, name: string): string {
  return `${PLUGINS}/${encodeURIComponent(plugin)}/${name}`;
}

/** The run's own tensors, and those of its plugins, by the plugins' encoded names; a name may be any text, also `__proto__`. */
function separate(all: Readonly<Record<string, StoredTensor>>) {
  const tensors = new Map<string, StoredTensor>(), tensorsOfPlugins = new Map<string, Map<string, StoredTensor>>();
  for (const [key, tensor] of Object.entries(all)) {
    const [, plugin, name] = /^plugins\/([^/]*)\/([^]*)$/.exec(key) ?? [];
    if (plugin === undefined || name === undefined) tensors.set(key, tensor);
    else tensorsOfPlugins.set(plugin, (tensorsOfPlugins.get(plugin) ?? new Map()).set(name, tensor));
  }
  return { tensors: Object.fromEntries(tensors), tensorsOfPlugins };
}

function isTensor(value: StoredState[string]): value is StoredTensor {
  return typeof value === "object" && value !== null && "values" in value && ArrayBuffer.isView(value.values);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
