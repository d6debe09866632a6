import * as tf from "@tensorflow/tfjs";
import type { CheckedFiles } from "./_checked_files.ts";

const MOST_DESCRIPTION_BYTES = 2 ** 26, MOST_WEIGHT_BYTES = 2 ** 32;

/** Of float32 values, which all weights are. */
const BYTES_PER_VALUE = 4;

/**
 * Loads a network that is there, and says how its files are.
 *
 * @param folder The one in the run's folder that holds `model.json`.
 * @param load Loads it, once its weights are there and have the right size.
 * @returns Why it cannot be loaded; undefined where it can.
 */
export async function checkSavedNetwork(
  files: CheckedFiles,
  folder: string,
  load: () => Promise<{ dispose(): void }>,
): Promise<string | undefined> {
  const description = `${folder}/model.json`;
  if (files.size(description, MOST_DESCRIPTION_BYTES) === undefined) return `${description} cannot be read`;
  const fault = await weightsFault(files, folder, description);
  if (fault !== undefined) return fault;
  try {
    (await load()).dispose();
    files.say(description, undefined);
    return undefined;
  } catch (error) {
    files.say(description, (error as Error).message);
    return `${description} does not load`;
  }
}

/** How many bytes weights have. */
export function weightBytes(weights: readonly { readonly shape: readonly number[] }[]): number {
  return BYTES_PER_VALUE * weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape([...shape]), 0);
}

/** Looks at the files that a description names, before anything is made of them. */
async function weightsFault(files: CheckedFiles, folder: string, description: string): Promise<string | undefined> {
  const refuse = (reason: string) => {
    files.say(description, reason);
    return `${description} is damaged`;
  };
  const manifest = await manifestOf(`${files.folder}/${description}`);
  if (typeof manifest === "string") return refuse(manifest);
  let size = 0;
  for (const name of manifest.paths) {
    const path = `${folder}/${name}`;
    if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) return refuse(`it must name files beside it: it names ${name}`);
    files.expect(path, `${description} names it`);
    const bytes = files.size(path, MOST_WEIGHT_BYTES);
    if (bytes === undefined) {
      files.note(description, "other", `${path}, which it names, cannot be read`);
      return `${path} cannot be read`;
    }
    size += bytes;
  }
  const all = manifest.paths.map((name) => `${folder}/${name}`);
  if (size !== manifest.bytes) {
    const reason = `it must have ${manifest.bytes} bytes as ${description} says: it has ${size}`;
    for (const path of all) files.say(path, reason);
    files.note(description, "other", "the weights that it names are damaged");
    return `${all.join(", ")} is damaged`;
  }
  for (const path of all) files.say(path, undefined);
  return undefined;
}

interface Manifest {
  readonly paths: readonly string[];
  /** How many bytes all weights have. */
  readonly bytes: number;
}

/** What a description says of the weights, or what is wrong with it. */
async function manifestOf(path: string): Promise<Manifest | string> {
  try {
    const { weightsManifest } = JSON.parse(await Deno.readTextFile(path)) as tf.io.ModelJSON;
    const paths = weightsManifest.flatMap((group) => group.paths);
    const weights = weightsManifest.flatMap((group) => group.weights);
    if (!paths.every((name) => typeof name === "string") || !weights.every(({ shape }) => isShape(shape))) {
      return "it does not say where its weights are";
    }
    return { paths: [...new Set(paths)], bytes: weightBytes(weights) };
  } catch (error) {
    return error instanceof SyntaxError ? "it is no JSON" : "it does not say where its weights are";
  }
}

/** Whether it is a list of lengths. */
export function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
}
