import type { LayersModel, Variable } from "@forger/core";

/** The variable behind a network's weight: a layers variable keeps the tensor variable that the engine knows in `val`. */
export function variableOf(weight: LayersModel["weights"][number]): Variable {
  return (weight as unknown as { readonly val: Variable }).val;
}
