/// <reference lib="webworker" />
// Loads layers models in a thread in which nothing of Forger is registered.
import * as tf from "@tensorflow/tfjs";

/** What the thread is asked: a model's folder, and its inputs' values and shapes. */
export interface PlainRequest {
  readonly folder: string;
  readonly inputs: readonly { readonly shape: number[]; readonly values: Float32Array }[];
}

/** What it answers. */
export interface PlainAnswer {
  readonly shape: number[];
  readonly values: Float32Array;
}

tf.env().set("IS_NODE", false); // else the backend prints an advertisement for another one
const isReady = tf.setBackend("cpu");

self.onmessage = async ({ data: { folder, inputs } }: MessageEvent<PlainRequest>) => {
  await isReady;
  const { modelTopology, weightsManifest } = JSON.parse(await Deno.readTextFile(`${folder}/model.json`));
  const { buffer: weightData } = await Deno.readFile(`${folder}/${weightsManifest[0].paths[0]}`);
  const artifacts = { modelTopology, weightSpecs: weightsManifest[0].weights, weightData };
  const network = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const given = inputs.map(({ shape, values }) => tf.tensor(values, shape));
  const output = network.predict(given.length === 1 ? given[0]! : given) as tf.Tensor;
  const answer: PlainAnswer = { shape: output.shape, values: output.dataSync<"float32">() };
  tf.dispose([given, output]);
  network.dispose();
  self.postMessage(answer);
};
