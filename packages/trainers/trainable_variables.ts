import type { LayersModel, Variable } from "@forger/core";

/** The variables behind a network's trainable weights, in the network's order. */
export function trainableVariables(model: LayersModel): readonly Variable[] {
  // a layers variable keeps the tensor variable that the engine knows in `val`
  return model.trainableWeights.map((weight) => (weight as unknown as { readonly val: Variable }).val);
}
