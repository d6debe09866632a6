import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { dcgan, mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import type { Experiment } from "@forger/trainers";
import { conditionalImages } from "./conditional_images.ts";

/** Steps of a run; five are an epoch where a step takes one batch. */
export const STEPS = 23;

const SIZE = 20, BATCH = 4, LATENT_SIZE = 3;

const common = {
  latent: normalLatent(LATENT_SIZE),
  loss: nonSaturating,
  optimizers: { discriminator: adam(0.01, { beta1: 0.5 }), generator: adam(0.01, { beta1: 0.5 }) },
  batch: BATCH,
  steps: STEPS,
};

/** Small images, which can be drawn. */
function imagesOf(name: string, channels: number): Experiment {
  const image = [8, 8, channels] as const;
  return {
    ...common,
    name,
    data() {
      const values = Float32Array.from({ length: SIZE * 64 * channels }, (_, index) => Math.sin(index * index));
      return arraySource({ name: "waves", values, shape: image, range: [-1, 1] });
    },
    networks: ({ seed }) =>
      dcgan({
        image,
        latent: LATENT_SIZE,
        generatorWidths: [4],
        discriminatorNormalization: "none",
        discriminatorWidths: [4],
        discriminatorUnits: 4,
        seed,
      }),
  };
}

/** Small grey images. */
export const IMAGES: Experiment = imagesOf("images", 1);

/** The same with a generator that hardly learns, and a discriminator that wins. */
export const LOSING: Experiment = {
  ...IMAGES,
  name: "losing",
  optimizers: { discriminator: adam(0.1), generator: adam(1e-4) },
};

/** Small images of three colours. */
export const COLOURS: Experiment = imagesOf("colours", 3);

/** Images with labels, and a discriminator with class logits. */
export const CLASSES: Experiment = { ...IMAGES, ...conditionalImages("class logits"), name: "classes", steps: STEPS };

/** Points about the corners of a square. */
export const POINTS: Experiment = {
  ...common,
  name: "points",
  data() {
    const centers = [[0, 0], [1, 0], [0, 1], [1, 1]] as const;
    const values = Float32Array.from({ length: 2 * SIZE }, (_, index) => {
      const row = Math.floor(index / 2);
      return centers[row % 4]![index % 2]! + 0.05 * Math.sin(index * index);
    });
    const source = arraySource({ name: "corners", values, shape: [2], range: [-0.5, 1.5] });
    return { ...source, modes: { centers, stddev: 0.3 } };
  },
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [LATENT_SIZE, 6, 2], seed }),
    discriminator: mlp({ name: "discriminator", sizes: [2, 6, 1], seed: seed + 1 }),
  }),
};
