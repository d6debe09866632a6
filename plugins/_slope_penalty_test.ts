import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import type { Plugin, Run } from "@forger/trainers";
import { dragan } from "./dragan.ts";
import { gradientPenalty } from "./gradient_penalty.ts";
import { r1 } from "./r1.ts";
import { r2 } from "./r2.ts";
import { hook } from "./testdata/drive.ts";
import { lossContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

/** Each penalty on a slope, the images that it needs, and what it is for a discriminator of slope 5. */
const penalties: [create: (options: { every?: number }) => Plugin, needs: ("real" | "fake")[], ofSlope5: number][] = [
  [gradientPenalty, ["real", "fake"], 10 * (5 - 1) ** 2],
  [r1, ["real"], 10 / 2 * 5 ** 2],
  [r2, ["fake"], 10 / 2 * 5 ** 2],
  [dragan, ["real"], 10 * (5 - 1) ** 2],
];

const linear = (images: Tensor): Tensor => images.mul([3, 4]).sum(1, true);
const images = () => ({ real: tf.tensor2d([[1, 2], [3, 4], [5, 6]]), fake: tf.ones([3, 2]) });

const runOf = (discriminator: tf.LayersModel) => ({ networks: { discriminator } }) as Run;

for (const [create, needs, expected] of penalties) {
  const { name } = create({}), term = name.replaceAll("-", "_");
  const terms = { real: tf.scalar(1) };

  Deno.test(`${name}: a linear discriminator has the closed form's penalty, as a term ${term} beside the others`, () => {
    const context = lossContext("discriminator", { images: images(), discriminate: linear });
    const changed = hook(create({}), "transformLoss")(terms, context);
    assertEquals(Object.keys(changed), ["real", term]);
    assertEquals(changed.real, terms.real);
    assertAlmostEquals(changed[term]!.dataSync()[0]!, expected, 1e-4 * expected);
  });

  Deno.test(`${name}: in every fourth step only, it is four times as large`, () => {
    const plugin = create({ every: 4 });
    assertEquals((plugin.transformLoss as { readonly every: number }).every, 4);
    const context = lossContext("discriminator", { images: images(), discriminate: linear });
    assertAlmostEquals(hook(plugin, "transformLoss")({}, context)[term]!.dataSync()[0]!, 4 * expected, 4e-4 * expected);
  });

  Deno.test(`${name}: the generator's loss, and updates without ${needs.join(" or ")} images, are left alone`, () => {
    const transform = hook(create({}), "transformLoss");
    assertEquals(transform(terms, lossContext("generator", { images: images(), discriminate: linear })), terms);
    for (const missing of needs) {
      const some = { ...images(), [missing]: undefined };
      assertEquals(transform(terms, lossContext("discriminator", { images: some, discriminate: linear })), terms);
    }
  });

  Deno.test(`${name}: it needs no other images than ${needs.join(" and ")}`, () => {
    const some = Object.fromEntries(needs.map((kind) => [kind, images()[kind]]));
    const context = lossContext("discriminator", { images: some, discriminate: linear });
    assertEquals(Object.keys(hook(create({}), "transformLoss")({}, context)), [term]);
  });

  for (const place of ["among its layers", "in a model within it"]) {
    Deno.test(`${name}: a discriminator with batch normalization ${place} is refused`, () => {
      const normalized = tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [2] }), tf.layers.batchNormalization({ name: "normalized" })],
      });
      const discriminator = place === "among its layers" ? normalized : tf.sequential({ layers: [normalized] });
      assertThrows(
        () => hook(create({}), "onTrainBegin")(runOf(discriminator)),
        TypeError,
        'layer "normalized" is one, use layer normalization or none',
      );
      discriminator.dispose();
    });
  }

  Deno.test(`${name}: a discriminator with layer normalization is not refused`, () => {
    const discriminator = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [2] }), tf.layers.layerNormalization()],
    });
    hook(create({}), "onTrainBegin")(runOf(discriminator));
    discriminator.dispose();
  });
}
