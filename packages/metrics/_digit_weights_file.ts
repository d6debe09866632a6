import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsTensor,
  type Variable,
  writeAtomically,
} from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { extractorHash } from "./_extractor_hash.ts";

/** What a file of trained weights says besides. */
export interface DigitWeights {
  /** The share of test images that were read rightly. */
  readonly accuracy: number;
}

/** Which trained weights there are. */
const nameOf = (index: number): string => `weight_${index}`;

/** Writes trained weights. */
export async function writeDigitWeights(
  file: string,
  weights: readonly Variable[],
  { accuracy }: DigitWeights,
): Promise<void> {
  const values = await Promise.all(weights.map((weight) => weight.data() as Promise<Float32Array>));
  const tensors = Object.fromEntries(weights.map(({ shape }, index): [string, SafetensorsTensor] => [
    nameOf(index),
    { dtype: "float32", shape, values: values[index]! },
  ]));
  const checksum = await extractorHash(accuracy, values);
  await writeAtomically(file, encodeSafetensors(tensors, { accuracy: String(accuracy), checksum }));
}

/**
 * Gives weights the values of a file.
 *
 * @throws {Error} If there is no such file.
 * @throws {RangeError} If it is damaged.
 * @throws {TypeError} If it holds other weights.
 */
export async function readDigitWeights(file: string, weights: readonly Variable[]): Promise<DigitWeights> {
  const bytes = await Deno.readFile(file);
  const { metadata, tensors } = decodeSafetensors(bytes);
  const values = weights.map(({ shape }, index) => {
    const found = tensors[nameOf(index)];
    if (found?.values instanceof Float32Array && `${found.shape}` === `${shape}`) return found.values;
    throw new TypeError(
      `Cannot read ${file} as ${nameOf(index)} must be float32: expected [${shape}], received [${found?.shape}]`,
    );
  });
  const accuracy = Number(metadata["accuracy"]), checksum = await extractorHash(accuracy, values);
  if (checksum !== metadata["checksum"]) {
    throw new RangeError(
      `Cannot read ${file} as its checksum must be ${metadata["checksum"]}: current value is ${checksum}`,
    );
  }
  tf.tidy(() => weights.forEach((weight, index) => weight.assign(tf.tensor(values[index]!.slice(), weight.shape))));
  return { accuracy };
}
