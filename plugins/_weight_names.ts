import type { LayersModel } from "@forger/core";

type Weights = LayersModel["weights"];

/**
 * Names for a network's weights that are short and unique, such as `dense_1/kernel` for the kernel of the layer
 * `generator_dense_1` in the network `generator`.
 */
export function weightNames(weights: Weights, network: string): string[] {
  const names = weights.map(({ originalName }) =>
    originalName.startsWith(`${network}_`) ? originalName.slice(network.length + 1) : originalName
  );
  return names.map((name, index) => names.indexOf(name) === index ? name : `${name}_${index}`);
}
