// Runs ONNX models by onnxruntime itself, in one process with libtensorflow.
import { startCompute } from "@forger/core";
import { extractFeatures, onnxFeatures, type OnnxFeaturesOptions } from "@forger/metrics";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { onnxModel, type OnnxModelOptions } from "./onnx_model.ts";

const ignore = !Deno.env.get("FORGER_CONSUMERS");

/** Writes a model and makes its extractor. */
async function extractorOf(model: OnnxModelOptions | Uint8Array = {}, options: Partial<OnnxFeaturesOptions> = {}) {
  await startCompute({ backend: "tensorflow" });
  const path = join(await Deno.makeTempDir(), "tiny.onnx");
  await Deno.writeFile(path, model instanceof Uint8Array ? model : onnxModel(model));
  return await onnxFeatures({ path, ...options });
}

const VALUES = [0.5, 0.1, -0.2, 1, 0.3, 0.4, 0.5, -1, 0, 0, 0, 0.75];
/** The mean of each channel of `VALUES`, times 1, 10 and 100. */
const EXPECTED = [2 / 4, 10 * -0.6 / 4, 100 * 0.95 / 4];

for (const output of [undefined, "pooled", "scaled"]) {
  Deno.test(`onnxruntime gives ${output ?? "the output"} of a model for each image`, { ignore }, async () => {
    const extractor = await extractorOf({}, { output });
    const images = tf.tensor4d([...VALUES, ...VALUES.map((value) => -value)], [2, 2, 2, 3]);
    const { values } = await extractFeatures(extractor, [images]);
    [...EXPECTED, ...EXPECTED.map((value) => -value)].forEach((value, index) =>
      assertAlmostEquals(values[index]!, value, 1e-4)
    );
    extractor.dispose();
  });
}

Deno.test("onnxruntime gets images in the model's layout, number and range", { ignore }, async () => {
  const model = { input: [2, 2, 2, 3], scaleShape: [1, 1, 1, 3] };
  const extractor = await extractorOf(model, { layout: "nhwc", output: "scaled", range: [0, 1] });
  const { count, values } = await extractFeatures(extractor, [tf.fill([3, 4, 4, 3], -0.5)]);
  assertEquals(count, 3);
  values.forEach((value, index) => assertAlmostEquals(value, 0.25 * [1, 10, 100][index % 3]!, 1e-4));
});

const faults: [
  name: string,
  model: OnnxModelOptions | Uint8Array,
  options: Partial<OnnxFeaturesOptions>,
  message: string,
][] = [
  ["a damaged model", onnxModel().fill(255, 40, 60), {}, "tiny.onnx must be an ONNX model that holds its weights"],
  ["a model that is cut off", onnxModel().slice(0, 100), {}, "tiny.onnx must be an ONNX model that holds its weights"],
  ["a tensor that is missing", {}, { output: "pool" }, 'with a tensor "pool" (its outputs are features)'],
  ["integers as images", { type: 6 }, {}, "tiny.onnx must be an ONNX model"],
  ["points", { input: ["batch", 3, 2] }, {}, "with known channels: received float32 [batch,3,2]"],
];

for (const [name, model, options, message] of faults) {
  Deno.test(`onnxruntime does not take ${name}`, { ignore }, async () => {
    await assertRejects(() => extractorOf(model, options), Error, message);
  });
}
