import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { normalLatent } from "@forger/samplers";
import type { Experiment } from "@forger/trainers";
import { syntheticRows } from "./synthetic_rows.ts";
import { ADAM, type Workload } from "./workloads.ts";

/** More steps than are ever trained: a plugin ends the training. */
const WITHOUT_END = 1_000_000_000;

/** A workload as a user would write it: data that stay on the device, the players' updates joint and with fresh fakes. */
export function workloadExperiment({ name, batch, data, latent, loss, networks, plugins }: Workload): Experiment {
  const { learningRate, ...settings } = ADAM;
  return {
    name: name.replaceAll(" ", "-"),
    data: () => arraySource({ name: data.kind, values: syntheticRows(data), shape: data.shape }),
    networks,
    latent: normalLatent(latent),
    loss,
    optimizers: { discriminator: adam(learningRate, settings), generator: adam(learningRate, settings) },
    batch,
    discriminatorUpdate: "joint",
    fakes: "fresh",
    steps: WITHOUT_END,
    plugins,
  };
}
