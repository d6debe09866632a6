import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { dcgan, mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent, uniformLatent } from "@forger/samplers";
import { type Experiment, Trainer } from "@forger/trainers";
import { loadPlugin } from "../load_plugin.ts";
import tiny from "./tiny.ts";

/** Images of four lines and six columns, from -2 to 2. */
export const GREY: Experiment = {
  ...tiny,
  name: "grey",
  data: () =>
    arraySource({
      name: "grey",
      values: Float32Array.from({ length: 120 }, (_, index) => (index * 7 % 33) / 8 - 2), // all five images differ
      shape: [4, 6, 1],
      range: [-2, 2],
    }),
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [2, 4, [4, 6, 1]], output: "tanh", seed }),
    discriminator: mlp({ name: "discriminator", sizes: [[4, 6, 1], 4, 1], seed }),
  }),
};

const CLASSES = ["sun", "moon", "4", "star"];

/** What a run may have learned. */
export type SampledRun = "grey" | "uniform" | "points" | "classes";

const EXPERIMENTS: Readonly<Record<SampledRun, Experiment>> = {
  grey: GREY,
  uniform: { ...GREY, name: "uniform", latent: uniformLatent(2) },
  points: {
    ...tiny,
    name: "points",
    data: () => arraySource({ name: "points", values: new Float32Array(16).fill(0.5), shape: [2], range: [-1, 1] }),
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [2, 4, 2], seed }),
      discriminator: mlp({ name: "discriminator", sizes: [2, 4, 1], seed }),
    }),
  },
  classes: {
    ...tiny,
    name: "classes",
    data: () =>
      arraySource({
        name: "classes",
        values: new Float32Array(8 * 192),
        shape: [8, 8, 3],
        range: [-1, 1],
        labels: [0, 1, 2, 3, 0, 1, 2, 3],
        classes: CLASSES,
      }),
    networks: ({ seed }) =>
      dcgan({ image: [8, 8, 3], latent: 3, generatorWidths: [4], discriminatorWidths: [4], classes: 4, seed }),
    latent: normalLatent(3),
    optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
    loss: nonSaturating,
  },
};

/** Trains for two steps, and saves the generator as every run does. */
export async function sampledRun(name: SampledRun): Promise<string> {
  const folder = `${await Deno.makeTempDir({ prefix: "forger-sampled-" })}/${name}`;
  const plugins = [await loadPlugin({ source: "save-generator", options: {} })];
  await new Trainer({ ...EXPERIMENTS[name], plugins }, { folder, steps: 2, compile: "off" }).train();
  return folder;
}
