import { startCompute, type Tensor } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { globalSumPooling } from "./global_sum_pooling.ts";

const { backend } = await startCompute();

for (const name of new Set(["cpu", backend])) {
  Deno.test(`${name}: pooling sums over height and width, image by image, and its gradient is 1 everywhere`, async () => {
    await tf.setBackend(name);
    tf.tidy(() => {
      const layer = globalSumPooling();
      const maps = tf.tensor4d(Array.from({ length: 24 }, (_, index) => index), [2, 2, 3, 2]);
      const sum = (image: number, channel: number) => 6 * (12 * image + channel) + 2 * (0 + 1 + 2 + 3 + 4 + 5);
      assertEquals((layer.apply(maps) as Tensor).arraySync(), [[sum(0, 0), sum(0, 1)], [sum(1, 0), sum(1, 1)]]);
      const gradient = tf.grad((maps: Tensor) => (layer.apply(maps) as Tensor).sum())(maps);
      assertEquals(gradient.arraySync(), tf.ones(maps.shape).arraySync());
    });
  });
}

Deno.test("inputs that are no maps are refused", () => {
  assertThrows(
    () => tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] }), globalSumPooling()] }),
    TypeError,
    "Cannot pool maps as they must be of rank 4: expected [batch, height, width, channels], received [,3]",
  );
  assertThrows(() => globalSumPooling().apply(tf.ones([2, 3])), TypeError, "must be of rank 4");
});
