import { startCompute } from "@forger/core";
import { mlp } from "@forger/layers";
import { assertEquals, assertRejects } from "@std/assert";
import { exportLayers, exportOnnx, exportSafetensors, exportSavedModel } from "./mod.ts";
import * as tf from "@tensorflow/tfjs";

await startCompute({ backend: "cpu" });

const FORMATS = {
  layers: exportLayers,
  onnx: exportOnnx,
  safetensors: exportSafetensors,
  savedmodel: exportSavedModel,
};

for (const [format, write] of Object.entries(FORMATS)) {
  Deno.test(`weights that are no finite numbers are not written as ${format}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "forger-finite-" }), options = { range: [-1, 1] as const };
    const network = mlp({ name: "generator", sizes: [2, 3] }), latent = { name: "normal", size: 2 };
    for (const odd of [NaN, Infinity]) {
      network.layers.at(-1)!.setWeights([tf.ones([2, 3]), tf.tensor1d([0, 0, odd])]);
      const message =
        `Cannot export network to ${format} as its weights must be finite numbers: generator_output/bias has ${odd}.`;
      await assertRejects(() => write(network, `${folder}/out`, { ...options, latent }), Error, message);
    }
    network.dispose();
    assertEquals([...Deno.readDirSync(folder)], []);
    await Deno.remove(folder);
  });
}
