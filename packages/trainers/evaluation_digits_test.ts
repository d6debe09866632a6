// With MNIST and the classifier that reads it: trained on first use, in a minute or two.
import { startCompute } from "@forger/core";
import { mnist } from "@forger/data";
import { normalLatent } from "@forger/samplers";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { Evaluation } from "./evaluation.ts";

await startCompute({ backend: "tensorflow" });

Deno.test("real digits have nearly the score of a perfect classifier, and black images the least one", async () => {
  const data = await mnist({ split: "test", range: [0, 1] });
  const evaluation = await Evaluation.open(data, { brief: true, samples: 1024 });
  try {
    assertEquals(evaluation.metrics, ["digit-frechet-distance", "mnist-score"]);
    const real = await evaluation.measureReal();
    assertAlmostEquals(real.get("mnist-score")!, 8.4, 0.3);
    assertAlmostEquals(real.get("mnist-score")!, await unscaledScore(), 1e-3);
    const generator = tf.sequential({
      layers: [
        tf.layers.dense({ units: 784, inputShape: [2], kernelInitializer: "zeros" }),
        tf.layers.reshape({ targetShape: [28, 28, 1] }),
      ],
    });
    const [distance, score] = await evaluation.measure({ generator, latent: normalLatent(2) }, [1]);
    assertAlmostEquals(score!.value, 1, 1e-6);
    assert(distance!.value > 50 * real.get("digit-frechet-distance")!);
    assertEquals(score!.card.settings, { batch: 32, data: "mnist test", dataRows: 10_000, split: "test" });
    assertEquals(score!.card.extractor.name, "digit classifier, logits");
    assertEquals(score!.card.resizing, "values from [0,1] to [-1,1]");
  } finally {
    evaluation.dispose();
    data.dispose();
  }
});

/** The score of the same digits when they are in [-1, 1] already. */
async function unscaledScore(): Promise<number> {
  const data = await mnist({ split: "test" });
  const evaluation = await Evaluation.open(data, { metrics: ["mnist-score"], samples: 1024 });
  const score = (await evaluation.measureReal()).get("mnist-score")!;
  evaluation.dispose();
  data.dispose();
  return score;
}

Deno.test("features and logits are made in one pass, and are those of the classifier alone", async () => {
  const data = await mnist({ split: "test" });
  const measured = async (...metrics: string[]) => {
    const evaluation = await Evaluation.open(data, { metrics, samples: 200 });
    const values = await evaluation.measureReal();
    evaluation.dispose();
    return values;
  };
  const before = tf.memory().numTensors;
  const both = await measured("frechet-distance", "digit-frechet-distance");
  const apart = [await measured("frechet-distance"), await measured("digit-frechet-distance")];
  assertEquals([...both], apart.flatMap((values) => [...values]));
  assertEquals(tf.memory().numTensors, before);
  data.dispose();
});
