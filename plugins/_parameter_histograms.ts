import type { LayersModel, Tensor } from "@forger/core";
import type { Networks, Player } from "@forger/trainers";
import type { GradientCopies } from "./_gradient_copies.ts";
import { histogramOf } from "./_histogram.ts";
import type { SummaryValue } from "./_summary_value.ts";
import { weightNames } from "./_weight_names.ts";

const PLAYERS: readonly Player[] = ["discriminator", "generator"];

/** Histograms of both networks' weights, by names such as `weights/generator/dense_1/kernel`. They are read from the device. */
export async function weightHistograms(networks: Networks): Promise<SummaryValue[]> {
  const found: SummaryValue[] = [];
  for (const player of PLAYERS) {
    const { name, weights } = networks[player], tensors = weights.map((weight) => weight.read());
    found.push(...await histogramsOf(`weights/${player}`, { name, weights, tensors }));
  }
  return found;
}

/** Histograms of both networks' gradients, by the same names under `gradients`. */
export async function gradientHistograms(networks: Networks, gradients: GradientCopies): Promise<SummaryValue[]> {
  const found: SummaryValue[] = [];
  for (const player of PLAYERS) {
    const { name, trainableWeights: weights } = networks[player];
    found.push(...await histogramsOf(`gradients/${player}`, { name, weights, tensors: gradients.of(player) }));
  }
  return found;
}

/** What is shown: one tensor for each weight. */
interface Shown {
  readonly name: string;
  readonly weights: LayersModel["weights"];
  readonly tensors: readonly Tensor[];
}

async function histogramsOf(prefix: string, { name, weights, tensors }: Shown): Promise<SummaryValue[]> {
  const names = weightNames(weights, name), found: SummaryValue[] = [];
  for (const [index, tensor] of tensors.entries()) {
    const histogram = histogramOf(await tensor.data<"float32">());
    found.push({ kind: "histogram", tag: `${prefix}/${names[index]}`, histogram });
  }
  return found;
}
