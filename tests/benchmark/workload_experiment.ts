import { arraySource } from "@forger/data";
import { normalLatent } from "@forger/samplers";
import type { Experiment } from "@forger/trainers";
import { syntheticRows } from "./synthetic_rows.ts";
import { ADAM, type Workload } from "./workloads.ts";

/** More steps than are ever trained: a plugin ends the training. */
const WITHOUT_END = 1_000_000_000;

/** A workload as a user would write it: data that stay on the device. */
export function workloadExperiment(workload: Workload): Experiment {
  const { name, batch, data, discriminatorUpdate, fakes, latent, loss, networks, optimizer = ADAM, plugins } = workload;
  return {
    name: name.replaceAll(" ", "-"),
    data: () => arraySource({ name: data.kind, values: syntheticRows(data), shape: data.shape }),
    networks,
    latent: normalLatent(latent),
    loss,
    optimizers: { discriminator: optimizer, generator: optimizer },
    batch,
    discriminatorUpdate,
    fakes,
    steps: WITHOUT_END,
    plugins,
  };
}
