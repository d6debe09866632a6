import type { Source, StreamedSource } from "@forger/data";
import { dcgan, mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import type { Experiment, Networks } from "@forger/trainers";
import { ADAM } from "./workloads.ts";

/** A GAN that is trained on the images of a folder. */
export interface StreamingWorkload {
  readonly name: string;
  /** Height and width of the images. */
  readonly size: number;
  readonly channels: 1 | 3;
  readonly batch: number;
  readonly networks: (options: { readonly seed: number }) => Networks;
}

const LATENT = 64;

/** Small networks, whose steps are short: the shorter a step, the more of it reading may cost. */
export const STREAMING_WORKLOADS: readonly StreamingWorkload[] = [
  {
    name: "dcgan of 64 x 64 x 3",
    size: 64,
    channels: 3,
    batch: 32,
    networks: ({ seed }) =>
      dcgan({
        image: [64, 64, 3],
        latent: LATENT,
        generatorWidths: [64, 32, 16, 8],
        discriminatorWidths: [8, 16, 32, 64],
        seed,
      }),
  },
  {
    name: "mlp of 28 x 28 x 1",
    size: 28,
    channels: 1,
    batch: 100,
    networks: ({ seed }) => denseNetworks([28, 28, 1], 256, seed),
  },
];

/** The one whose memory is looked at: there is little besides what reading takes. */
export const MEMORY_WORKLOAD: StreamingWorkload = {
  name: "mlp of 32 x 32 x 3",
  size: 32,
  channels: 3,
  batch: 64,
  networks: ({ seed }) => denseNetworks([32, 32, 3], 64, seed),
};

function denseNetworks(image: readonly number[], units: number, seed: number): Networks {
  return {
    generator: mlp({ name: "generator", sizes: [LATENT, units, units, [...image]], output: "tanh", seed }),
    discriminator: mlp({
      name: "discriminator",
      sizes: [[...image], units, units, 1],
      activation: "leakyRelu",
      seed,
    }),
  };
}

/** The workload as a user would write it; a plugin ends the training. */
export function streamingExperiment(
  { batch, networks }: StreamingWorkload,
  data: () => Promise<Source | StreamedSource>,
): Experiment {
  return {
    name: "streaming",
    data,
    networks,
    latent: normalLatent(LATENT),
    loss: nonSaturating,
    optimizers: { discriminator: ADAM, generator: ADAM },
    batch,
    steps: 1_000_000_000,
  };
}
