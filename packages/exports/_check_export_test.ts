import { startCompute } from "@forger/core";
import { mlp } from "@forger/layers";
import { assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { checkExport } from "./_check_export.ts";
import type { ExportOptions } from "./export_options.ts";

await startCompute({ backend: "cpu" });

const latents = mlp({ name: "generator", sizes: [2, [4, 4, 1]] });
const pair = (() => {
  const latent = tf.input({ shape: [2] }), labels = tf.input({ shape: [3] });
  const outputs = tf.layers.concatenate().apply([latent, labels]) as tf.SymbolicTensor;
  return tf.model({ inputs: [latent, labels], outputs });
})();
const divided = tf.model({
  inputs: latents.inputs,
  outputs: latents.layers.slice(-2).map(({ output }) => output as tf.SymbolicTensor),
});

const normal = (size: number): ExportOptions => ({ latent: { name: "normal", size }, range: [-1, 1] });
const classes = ["sun", "moon", "star"];

Deno.test("a network with the latents and the classes that are said is taken", () => {
  checkExport(latents, "onnx", normal(2));
  checkExport(pair, "onnx", { ...normal(2), classes });
});

const REFUSED: readonly [name: string, network: tf.LayersModel, options: ExportOptions, message: string][] = [
  ["latents of another length", latents, normal(3), "without classes: expected [batch, 3], received [batch, 2]"],
  [
    "classes that are not said",
    pair,
    normal(2),
    "its inputs must be latents, without classes: expected [batch, 2], received [batch, 2] and [batch, 3]",
  ],
  [
    "classes that it does not take",
    latents,
    { ...normal(2), classes },
    "latents and one-hot labels of the classes: expected [batch, 2] and [batch, 3], received [batch, 2]",
  ],
  [
    "another number of classes",
    pair,
    { ...normal(2), classes: ["sun"] },
    "[batch, 1], received [batch, 2] and [batch, 3]",
  ],
  [
    "images for latents",
    mlp({ name: "discriminator", sizes: [[4, 4, 1], 1] }),
    normal(4),
    "expected [batch, 4], received [batch, 4, 4, 1]",
  ],
  ["two outputs", divided, normal(2), "it must have one output: received [batch, 16] and [batch, 4, 4, 1]"],
];

for (const [name, network, options, message] of REFUSED) {
  Deno.test(`a network with ${name} is refused`, () => {
    const error = assertThrows(() => checkExport(network, "onnx", options), TypeError, message) as Error;
    if (!error.message.startsWith("Cannot export network to onnx as ")) throw error;
  });
}

for (const range of [[1, 1], [1, -1], [NaN, 1], [0, Infinity]] as const) {
  Deno.test(`a range of ${range} is refused`, () => {
    const message = `range must rise between finite numbers: current value is [${range.join(", ")}]`;
    assertThrows(() => checkExport(latents, "onnx", { ...normal(2), range }), RangeError, message);
  });
}
