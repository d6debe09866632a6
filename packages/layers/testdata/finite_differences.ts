import { type LayersModel, stepRandom, type Tensor, type Variable, withRandom } from "@forger/core";
import { assert, assertLess } from "@std/assert";
import * as tf from "@tensorflow/tfjs";

/**
 * How far to either side, in the weight's own norm. A kink of an activation may lie within the long ones, and float32
 * rounds away the short ones, so one of them must agree: a wrong gradient agrees with none.
 */
const REACHES = [1e-2, 3e-3, 1e-3, 3e-4];

/** What each network is tried with. */
export const SEED = 14;

const norm = (tensor: Tensor): number => tensor.norm().dataSync()[0]!;

/** Normal numbers, the same ones each time. */
export function draw(name: string, shape: readonly number[]): Tensor {
  return stepRandom(SEED, tf.scalar(0, "int32")).stream(name).normal(shape);
}

/** The shapes of a network's inputs or outputs without the batch. */
export function shapesOf(tensors: readonly tf.SymbolicTensor[]): number[][] {
  return tensors.map(({ shape }) => shape.slice(1) as number[]);
}

/** Weights of a size at which every layer's values are about 1, so that few of them are near a kink. */
export function spreadWeights({ trainableWeights }: LayersModel): Variable[] {
  return trainableWeights.map((weight) => {
    const inputs = weight.shape.slice(0, -1).reduce<number>((product, length) => product * length!, 1);
    weight.write(draw(`weight/${weight.originalName}`, weight.shape as number[]).mul(1 / Math.sqrt(inputs)));
    return weight.read() as Variable;
  });
}

/** A network's outputs in training, each weighted and summed: one number in which every entry counts. */
export function projected(network: LayersModel, inputs: Tensor[]): tf.Scalar {
  const random = stepRandom(5, tf.scalar(1, "int32"));
  const outputs = [withRandom(random, () => network.apply(inputs, { training: true }) as Tensor)].flat();
  const weights = outputs.map(({ shape }, index) =>
    draw(index === 0 ? "projection" : `projection_${index + 1}`, shape)
  );
  return tf.addN(outputs.map((output, index) => output.mul(weights[index]!).sum())) as tf.Scalar;
}

/**
 * Compares a loss's gradient by every variable with slopes of the loss itself, uphill and somewhat aside.
 *
 * @param tolerance The error that is let pass, as a share of the gradient's norm.
 */
export function assertGradientsAreSlopes(loss: () => tf.Scalar, variables: Variable[], tolerance: number): void {
  const { grads } = tf.variableGrads(loss, variables);
  for (const variable of variables) {
    const gradient = grads[variable.name]!, steepness = norm(gradient), value = variable.clone();
    assert(steepness > 1e-3, `${variable.name} does not matter`);
    // uphill, so that there is something to measure, and somewhat aside, so that every entry counts
    const aside = draw(`direction/${variable.name}`, variable.shape);
    const direction = gradient.div(steepness).add(aside.div(2 * norm(aside)));
    const lossAt = (distance: number): number => {
      variable.assign(value.add(direction.mul(distance)));
      return loss().dataSync()[0]!;
    };
    const expected = direction.mul(gradient).sum().dataSync()[0]!;
    const slopes = REACHES.map((reach) => reach * norm(value))
      .map((reach) => (lossAt(reach) - lossAt(-reach)) / (2 * reach));
    variable.assign(value);
    const error = Math.min(...slopes.map((slope) => Math.abs(slope - expected)));
    assertLess(error, tolerance * steepness, `${variable.name}: slopes ${slopes}, by the gradient ${expected}`);
  }
}
