import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { configurable, type Experiment } from "@forger/trainers";

/** Sixty images of 2 x 2 pixels that differ, for tests of what measures them. */
const waves: Experiment = configurable(
  { frequency: { description: "of the waves", default: 1 } },
  ({ frequency }) => ({
    name: "waves",
    description: "for tests",
    data: () => {
      const values = Float32Array.from({ length: 240 }, (_, index) => Math.sin(frequency * index * index));
      return arraySource({ name: `waves of ${frequency}`, values, shape: [2, 2, 1], range: [-1, 1] });
    },
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [2, 4, [2, 2, 1]], output: "tanh", seed }),
      discriminator: mlp({ name: "discriminator", sizes: [[2, 2, 1], 4, 1], seed }),
    }),
    latent: normalLatent(2),
    loss: nonSaturating,
    optimizers: { discriminator: adam(0.05), generator: adam(0.05) },
    batch: 4,
    steps: 6,
  }),
);

export default waves;
