import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { type Experiment, experiment } from "@forger/trainers";

/** The least experiment that there is to train: twelve images of 2 x 2 pixels, four numbers a layer. */
const tiny: Experiment = experiment({
  name: "tiny",
  description: "for tests",
  data: () => arraySource({ name: "squares", values: new Float32Array(48).fill(1), shape: [2, 2, 1], range: [-1, 1] }),
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [2, 4, [2, 2, 1]], output: "tanh", seed }),
    discriminator: mlp({ name: "discriminator", sizes: [[2, 2, 1], 4, 1], seed }),
  }),
  latent: normalLatent(2),
  loss: nonSaturating,
  optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
  batch: 4,
  steps: 3,
});

export default tiny;
