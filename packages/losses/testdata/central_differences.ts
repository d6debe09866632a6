import type { Variable } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** Derivatives of `value` by each entry of the variables, from its values at either side. */
export function centralDifferences(value: () => number, variables: readonly Variable[], step: number): number[][] {
  return variables.map((variable) => {
    const start = variable.dataSync().slice();
    const at = (entry: number, shift: number): readonly [value: number, place: number] => {
      const moved = start.slice();
      moved[entry]! += shift;
      tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
      return [value(), moved[entry]!];
    };
    const slopes = Array.from(start, (_, entry) => {
      const [high, right] = at(entry, step), [low, left] = at(entry, -step);
      return (high - low) / (right - left); // the step as float32 holds it
    });
    tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)));
    return slopes;
  });
}
