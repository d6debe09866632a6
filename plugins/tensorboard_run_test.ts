import { adam, startCompute } from "@forger/core";
import { arraySource } from "@forger/data";
import { wasserstein } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { Trainer } from "@forger/trainers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { gradientClipping } from "./gradient_clipping.ts";
import { tensorboard } from "./tensorboard.ts";
import { readEvents } from "./testdata/read_events.ts";

await startCompute({ backend: "tensorflow" });

const dense = (name: string, units: number) =>
  tf.layers.dense({ name, units, inputShape: [2], kernelInitializer: tf.initializers.randomNormal({ seed: 3 }) });

/**
 * With D(x) = wx + b and G(z) = Az + c, the Wasserstein losses' gradients are known: the generator's by c is -w, where w are the
 * discriminator's weights after its own update, and the discriminator's by b is 0.
 */
Deno.test("histograms of gradients are those of the step, before plugins change them", async () => {
  const folder = `${await Deno.makeTempDir()}/run`;
  const { networks } = await new Trainer({
    name: "linear",
    data: () =>
      arraySource({ name: "points", values: Float32Array.from({ length: 40 }, (_, index) => index / 20), shape: [2] }),
    networks: () => ({
      generator: tf.sequential({ name: "generator", layers: [dense("generator_points", 2)] }),
      discriminator: tf.sequential({ name: "discriminator", layers: [dense("discriminator_logit", 1)] }),
    }),
    latent: normalLatent(2),
    loss: wasserstein,
    optimizers: { discriminator: adam(0.1), generator: adam(0.1) },
    batch: 4,
    steps: 3,
    plugins: [gradientClipping({ norm: 0.001 }), tensorboard({ histograms: 1, gradients: true })],
  }, { folder, compile: "graph" }).train();
  const shown = readEvents(`${folder}/tensorboard`).flatMap(({ histograms, step }) =>
    histograms ? Object.entries(histograms).map(([tag, buckets]) => ({ tag, step, buckets })) : []
  );
  const of = (tag: string) => shown.findLast((found) => found.tag === tag && found.step === 3)!.buckets;
  const [least, greatest] = [...networks.discriminator.getWeights()[0]!.dataSync()].toSorted((first, second) =>
    first - second
  );
  const byC = of("gradients/generator/points/bias");
  assertAlmostEquals(byC[0]!, -greatest!, 1e-6);
  assertAlmostEquals(byC.at(-2)!, -least!, 1e-6);
  assertEquals([byC[2], byC.at(-1)], [1, 1]);
  const byB = of("gradients/discriminator/logit/bias");
  assertAlmostEquals(byB.at(-2)!, 0, 1e-6);
  assertEquals(byB.at(-1), 1);
  const kernel = of("weights/discriminator/logit/kernel");
  assertEquals([kernel[0], kernel.at(-2)], [least, greatest]);
  const steps = (tag: string) => [...new Set(shown.filter((found) => found.tag === tag).map(({ step }) => step))];
  assertEquals(steps("weights/generator/points/kernel").at(-1), 3);
  for (const { generator, discriminator } of [networks]) {
    [generator, discriminator].forEach((network) => network.dispose());
  }
});
