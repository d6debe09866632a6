// Each network's gradients against finite differences, weight by weight, on small instances.
import { type LayersModel, startCompute, stepRandom, type Tensor, type Variable, withRandom } from "@forger/core";
import { assert, assertLess } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { dropout } from "./dropout.ts";
import { mlp } from "./mlp.ts";

const { backend } = await startCompute();

/**
 * How far to either side, in the weight's own norm. A kink of an activation may lie within the long ones, and float32
 * rounds away the short ones, so one of them must agree: a wrong gradient agrees with none.
 */
const REACHES = [1e-2, 3e-3, 1e-3, 3e-4];

const convolutional = dcgan({
  image: [8, 4, 2],
  latent: 3,
  generatorWidths: [4, 3],
  discriminatorWidths: [3, 5],
  discriminatorUnits: 6,
});
const dropping = tf.sequential({
  layers: [tf.layers.dense({ units: 12, inputShape: [3] }), dropout({ rate: 0.3, name: "dropout" })],
});

const networks: readonly [label: string, network: LayersModel][] = [
  ["mlp with tanh", mlp({ name: "smooth", sizes: [3, 6, 5, 2], activation: "tanh", output: "sigmoid" })],
  ["mlp with relu", mlp({ name: "generator", sizes: [4, 6, [3, 2, 2]], output: "tanh" })],
  ["mlp with leakyRelu", mlp({ name: "discriminator", sizes: [[3, 2, 2], 5, 4, 1], activation: "leakyRelu" })],
  ["generator of dcgan", convolutional.generator],
  ["discriminator of dcgan", convolutional.discriminator],
  ["dropout after a dense layer", dropping],
];

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(14, tf.scalar(0, "int32")).stream(name).normal(shape);
const norm = (tensor: Tensor): number => tensor.norm().dataSync()[0]!;

/** Weights of a size at which every layer's values are about 1, so that few of them are near a kink. */
function spreadWeights({ trainableWeights }: LayersModel): Variable[] {
  return trainableWeights.map((weight) => {
    const inputs = weight.shape.slice(0, -1).reduce<number>((product, length) => product * length!, 1);
    weight.write(draw(`weight/${weight.originalName}`, weight.shape as number[]).mul(1 / Math.sqrt(inputs)));
    return weight.read() as Variable;
  });
}

for (const name of new Set(["cpu", backend])) {
  for (const [label, network] of networks) {
    Deno.test(`${name}: gradients of ${label} equal finite differences, for every weight`, async () => {
      await tf.setBackend(name);
      tf.tidy(() => {
        const [inputShape, outputShape] = [network.inputs[0]!, network.outputs[0]!].map(({ shape }) =>
          shape.slice(1) as number[]
        );
        const input = draw("input", [2, ...inputShape!]), projection = draw("projection", [2, ...outputShape!]);
        const loss = (): tf.Scalar =>
          withRandom(stepRandom(5, tf.scalar(1, "int32")), () => network.apply(input, { training: true }) as Tensor)
            .mul(projection).sum();
        const variables = spreadWeights(network);
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
          assertLess(error, 1e-3 * steepness, `${variable.name}: slopes ${slopes}, by the gradient ${expected}`);
        }
      });
    });
  }
}
