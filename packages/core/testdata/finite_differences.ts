import * as tf from "@tensorflow/tfjs";
import { philoxWords } from "../philox.ts";
import type { Tensor } from "../tensor.ts";

/** A function of tensors whose derivatives are to be proven. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** Half the distance between the two points of a central difference. */
const STEP = 0.01;

/**
 * Tensors whose values are all different and evenly spaced in (low, high), in shuffled order: no two meet within a difference's step,
 * and none is near the middle.
 */
export function spacedInputs(shapes: readonly (readonly number[])[], low = -1.2, high = 1.2): Tensor[] {
  const counts = shapes.map((shape) => shape.reduce((product, length) => product * length, 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const keys = philoxWords([7, 11], [0, 0, 0, 0], total);
  const order = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
  const even = total + total % 2;
  const values = order.map((rank) => low + (high - low) * (rank + 0.5) / even);
  return shapes.map((shape, index) => tf.tensor(values.splice(0, counts[index]), [...shape]));
}

/** Fixed weights that make a scalar of a tensor, so that every entry counts and none alike. */
function weightsFor(output: Tensor): Tensor {
  return tf.tensor(Float32Array.from({ length: output.size }, (_, index) => Math.cos(1.7 * index + 0.4)), output.shape);
}

/** `sum(w · (y + y² / 2))` of `y = f(x)`: the gradient by `y` depends on `x`, so that linear operations show their second derivatives too. */
function weighted(run: TensorFunction, inputs: Tensor[]): Tensor {
  const output = run(...inputs);
  return output.add(output.square().div(2)).mul(weightsFor(output)).sum();
}

/** That and `sum(x²) / 2`: another path reaches x, as in any network, so that a lost term of the second derivative shows. */
function withOtherPath(run: TensorFunction, inputs: Tensor[]): Tensor {
  return tf.addN([weighted(run, inputs), ...inputs.map((input) => input.square().sum().div(2))]);
}

function firstGradients(run: TensorFunction, inputs: Tensor[]): Tensor[] {
  return tf.grads((...xs: Tensor[]) => weighted(run, xs))(inputs);
}

function penaltyGradients(run: TensorFunction, inputs: Tensor[]): Tensor[] {
  return tf.grads((...xs: Tensor[]) =>
    tf.addN(tf.grads((...ys: Tensor[]) => withOtherPath(run, ys))(xs).map((g) => g.square().sum()))
  )(
    inputs,
  );
}

/** The same, summed in float64. */
function weightedValue(run: TensorFunction, inputs: Tensor[]): number {
  return tf.tidy(() => {
    const output = run(...inputs);
    const weights = weightsFor(output).dataSync();
    return Array.from(output.dataSync()).reduce(
      (sum, value, index) => sum + (value + value ** 2 / 2) * weights[index]!,
      0,
    );
  });
}

/** The squared length of the first gradients with the other path, summed in float64. */
function penaltyValue(run: TensorFunction, inputs: Tensor[]): number {
  return tf.tidy(() =>
    tf.grads((...ys: Tensor[]) => withOtherPath(run, ys))(inputs)
      .reduce(
        (sum, gradient) => Array.from(gradient.dataSync()).reduce((inner, value) => inner + value * value, sum),
        0,
      )
  );
}

/** Central differences of a function's value, one input entry after another. */
export function centralDifferences(
  value: (inputs: Tensor[]) => number,
  inputs: readonly Tensor[],
  step: number = STEP,
): number[] {
  return inputs.flatMap((input, position) =>
    Array.from(input.dataSync(), (_, entry) => {
      const at = (shift: number) => {
        const values = input.dataSync().slice();
        values[entry]! += shift;
        const moved = tf.tensor(values, input.shape);
        const result = value(inputs.map((other, index) => index === position ? moved : other));
        moved.dispose();
        return [result, values[entry]!] as const;
      };
      const [high, right] = at(step), [low, left] = at(-step);
      return (high - low) / (right - left); // the step as float32 holds it
    })
  );
}

/** The largest difference between gradients and what they should be, as a share of the largest of these, or of 1. */
export function gradientError(gradients: readonly Tensor[], expected: readonly number[]): number {
  const actual = gradients.flatMap((gradient) => Array.from(gradient.dataSync()));
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return actual.reduce((worst, value, index) => {
    const error = Math.abs(value - expected[index]!) / scale;
    return error > worst || Number.isNaN(error) ? error : worst;
  }, actual.length === expected.length ? 0 : Infinity);
}

/** The error of a function's first gradients, against central differences of its values. */
export function firstOrderError(run: TensorFunction, inputs: Tensor[]): number {
  return tf.tidy(() =>
    gradientError(firstGradients(run, inputs), centralDifferences((xs) => weightedValue(run, xs), inputs))
  );
}

/** The error of the gradients of its gradient penalty, against central differences of its first gradients. */
export function secondOrderError(run: TensorFunction, inputs: Tensor[]): number {
  return tf.tidy(() =>
    gradientError(penaltyGradients(run, inputs), centralDifferences((xs) => penaltyValue(run, xs), inputs))
  );
}
