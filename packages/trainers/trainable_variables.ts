import type { LayersModel, Variable } from "@forger/core";
import { variableOf } from "./variable_of.ts";

/** The variables behind a network's trainable weights, in the network's order. */
export function trainableVariables(model: LayersModel): readonly Variable[] {
  return model.trainableWeights.map(variableOf);
}
