import { startCompute, type Tensor } from "@forger/core";
import { mnist } from "@forger/data";
import { digitClassifier, inceptionScore } from "@forger/metrics";
import { generateInBatches } from "@forger/samplers";
import { type Plugin, Trainer } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import type { Check, Reading } from "./check.ts";
import { TF_GAN_TUTORIAL } from "./tf_gan_tutorial.ts";

/** As in the tutorial: the mean score of 100 batches of 32, of which the score depends on the 32. */
const BATCH = 32, BATCHES = 100, IMAGES = BATCH * BATCHES;

const SEED = 1, LATENT_SEED = 1_000_003;

/** The published score at each step, and the band of ours. */
const PUBLISHED: readonly {
  readonly step: number;
  readonly score: number;
  readonly band: readonly [number, number];
}[] = [
  { step: 500, score: 5.97, band: [4.5, 7] },
  { step: 1000, score: 6.61, band: [5.5, 7.5] },
  { step: 1500, score: 7.15, band: [6, 7.9] },
  { step: 2000, score: 7.35, band: [6.6, 8.1] },
];

/** What the tutorial's classifier gives real images. A perfect one gives 8.61. */
const PUBLISHED_REAL = 8.38, REAL_BAND = [8.28, 8.61] as const;

/** The score over a training, as TF-GAN's tutorial prints it. */
export const DIGIT_CURVE: Check = {
  name: "digits",
  title: "the score of MNIST digits over TF-GAN's tutorial's first 2,000 steps",
  sources: [
    "https://github.com/tensorflow/gan/blob/master/tensorflow_gan/examples/colab_notebooks/tfgan_tutorial.ipynb",
  ],
  duration: "three minutes, and two more the first time to train the classifier",
  async run(say) {
    await startCompute();
    const classifier = await digitClassifier({
      train: () => mnist(),
      test: () => mnist({ split: "test" }),
      onProgress: ({ message }) => say(message),
    });
    const score = (rows: Float32Array): number =>
      inceptionScore({ values: rows, count: IMAGES, size: 10 }, { batch: BATCH }).value;
    const read = async (images: Tensor): Promise<Float32Array> => {
      const rows = classifier.probabilities(images);
      try {
        return await rows.data() as Float32Array;
      } finally {
        rows.dispose();
      }
    };

    const real = await mnist({ split: "test" });
    const realRows = new Float32Array(IMAGES * 10);
    for (let first = 0; first < IMAGES; first += 320) {
      const images = tf.tidy(() => real.gather(tf.range(first, first + 320, 1, "int32")));
      realRows.set(await read(images), first * 10);
      images.dispose();
    }
    real.dispose();
    const readings: Reading[] = [{
      what: "real images",
      published: PUBLISHED_REAL,
      measured: score(realRows),
      least: REAL_BAND[0],
      most: REAL_BAND[1],
    }];

    const scores: Plugin = {
      name: "scores",
      every: 500,
      async onStepEnd({ step }, run) {
        const published = PUBLISHED.find((entry) => entry.step === step);
        if (published === undefined) return;
        const rows = new Float32Array(IMAGES * 10);
        const series = { latent: TF_GAN_TUTORIAL.latent, count: IMAGES, seed: LATENT_SEED };
        for await (const { start, images } of generateInBatches(run.generator, series, { batch: 320 })) {
          rows.set(await read(images), start * 10);
        }
        const { score: wanted, band: [least, most] } = published, measured = score(rows);
        say(`step ${step}: ${measured.toFixed(2)}`);
        readings.push({ what: `step ${step}`, published: wanted, measured, least, most });
      },
    };
    const folder = await Deno.makeTempDir({ prefix: "forger-verify-" });
    try {
      const plugins = [TF_GAN_TUTORIAL.plugins ?? [], scores];
      await new Trainer({ ...TF_GAN_TUTORIAL, plugins }, { folder, seed: SEED }).train();
    } finally {
      await Deno.remove(folder, { recursive: true });
      classifier.dispose();
    }
    return readings;
  },
};
