import * as tf from "@tensorflow/tfjs";
import { stateVariable } from "./state_variable.ts";
import type { Variable } from "./tensor.ts";

/** One value kept for each variable of a network, in the variables' order and by name. */
export interface Slots {
  readonly list: readonly Variable[];
  readonly byName: Readonly<Record<string, Variable>>;
}

/** Creates a slot of the variable's shape for every variable, filled with zeros. */
export function createSlots(name: string, variables: readonly Variable[]): Slots {
  const list = variables.map((variable) => stateVariable(() => tf.zeros(variable.shape)));
  return { list, byName: Object.fromEntries(list.map((slot, index) => [`${name}/${index}`, slot])) };
}

/** Frees slots. */
export function disposeSlots(...slots: readonly Slots[]): void {
  for (const { list } of slots) for (const slot of list) slot.dispose();
}
