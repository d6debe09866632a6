import * as tf from "@tensorflow/tfjs";
import type { CheckedFiles } from "./_checked_files.ts";
import type { CheckedConfig } from "./_read_run_config.ts";
import { loadGenerator } from "./load_generator.ts";

const DESCRIPTION = "model/model.json";

const MOST_DESCRIPTION_BYTES = 2 ** 26, MOST_WEIGHT_BYTES = 2 ** 32;

/** Of float32 values, which all weights are. */
const BYTES_PER_VALUE = 4;

/**
 * Loads the generator that a run saved, and says how its files are.
 *
 * @param step Of the newest checkpoint.
 * @returns Why it cannot be sampled from; undefined where it can.
 */
export async function checkModel(
  files: CheckedFiles,
  config: CheckedConfig | undefined,
  step: number | undefined,
): Promise<string | undefined> {
  const isOver = config !== undefined && step !== undefined && step >= config.steps;
  if (isOver && config.plugins.has("save-generator")) {
    files.expect(DESCRIPTION, "the plugin save-generator writes it when training ends; resuming the run does, too");
  }
  if (files.paths(/^model\/model\.json$/).length === 0) {
    return "it has no saved generator, which is written when training ends";
  }
  if (files.size(DESCRIPTION, MOST_DESCRIPTION_BYTES) === undefined) return `${DESCRIPTION} cannot be read`;
  const fault = await weightsFault(files);
  if (fault !== undefined) return fault;
  try {
    (await loadGenerator(files.folder)).generator.dispose();
    files.say(DESCRIPTION, undefined);
    return undefined;
  } catch (error) {
    files.say(DESCRIPTION, (error as Error).message);
    return `${DESCRIPTION} does not load`;
  }
}

/** Looks at the files that a description names, before anything is made of them. */
async function weightsFault(files: CheckedFiles): Promise<string | undefined> {
  const refuse = (reason: string) => {
    files.say(DESCRIPTION, reason);
    return `${DESCRIPTION} is damaged`;
  };
  const manifest = await manifestOf(`${files.folder}/${DESCRIPTION}`);
  if (typeof manifest === "string") return refuse(manifest);
  let size = 0;
  for (const name of manifest.paths) {
    const path = `model/${name}`;
    if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) return refuse(`it must name files beside it: it names ${name}`);
    files.expect(path, `${DESCRIPTION} names it`);
    const bytes = files.size(path, MOST_WEIGHT_BYTES);
    if (bytes === undefined) {
      files.note(DESCRIPTION, "other", `${path}, which it names, cannot be read`);
      return `${path} cannot be read`;
    }
    size += bytes;
  }
  const all = manifest.paths.map((name) => `model/${name}`);
  if (size !== manifest.bytes) {
    const reason = `it must have ${manifest.bytes} bytes as ${DESCRIPTION} says: it has ${size}`;
    for (const path of all) files.say(path, reason);
    files.note(DESCRIPTION, "other", "the weights that it names are damaged");
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
    const isRight = paths.every((name) => typeof name === "string") &&
      weights.every(({ shape }) =>
        Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0)
      );
    if (!isRight) return "it does not say where its weights are";
    const values = weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
    return { paths: [...new Set(paths)], bytes: BYTES_PER_VALUE * values };
  } catch (error) {
    return error instanceof SyntaxError ? "it is no JSON" : "it does not say where its weights are";
  }
}
