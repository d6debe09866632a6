import { startCompute } from "@forger/core";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { countParameters } from "./count_parameters.ts";

await startCompute();

Deno.test("countParameters tells what an optimizer changes from the rest", () => {
  const network = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 5, kernelSize: [3, 2], inputShape: [8, 8, 4] }), // 3·2·4·5 + 5
      tf.layers.batchNormalization(), // offset and scale, mean and variance: 2·5 each
      tf.layers.flatten(),
    ],
  });
  assertEquals(countParameters(network), { total: 145, trainable: 135, nonTrainable: 10 });
  network.layers[0]!.trainable = false;
  assertEquals(countParameters(network), { total: 145, trainable: 10, nonTrainable: 135 });
});

Deno.test("countParameters counts a layer once that is applied twice, and a network inside a network", () => {
  const shared = tf.layers.dense({ units: 4, inputShape: [4] }), input = tf.input({ shape: [4] });
  const twice = tf.model({ inputs: input, outputs: shared.apply(shared.apply(input)) as tf.SymbolicTensor });
  assertEquals(countParameters(twice).total, 20);
  assertEquals(countParameters(tf.sequential({ layers: [twice, tf.layers.dense({ units: 1 })] })).total, 25);
});
