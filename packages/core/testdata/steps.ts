import * as tf from "@tensorflow/tfjs";
import { adam } from "../adam.ts";
import type { OptimizerRecipe } from "../optimizer.ts";
import type { Step } from "../record_step.ts";
import { rmsprop } from "../rmsprop.ts";
import { sgd } from "../sgd.ts";
import { stepRandom } from "../step_random.ts";
import type { Tensor, Variable } from "../tensor.ts";

/** A step and the variables that it reads or changes; each call builds the same ones anew. */
export interface Built {
  readonly step: Step;
  readonly variables: readonly Variable[];
}

const values = (shape: number[], seed: number): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, index) => Math.sin(seed + 1.3 * index)), shape);
};
const weights = (shape: number[], seed: number): Variable => tf.variable(values(shape, seed));

/** Minimizes a loss by an optimizer. */
function minimize(
  optimizer: ReturnType<OptimizerRecipe["create"]>,
  variables: readonly Variable[],
  loss: () => Tensor,
  rate = 0.05,
): Tensor {
  const { value, grads } = tf.variableGrads(loss as () => tf.Scalar, [...variables]);
  optimizer.apply(variables.map((variable) => grads[variable.name]!), tf.scalar(rate));
  return value;
}

const away = (variable: Variable) => () => variable.sub(2).square().sum() as Tensor;

/** Steps that read and write variables in every order that a training may. */
export const STEPS: Readonly<Record<string, () => Built>> = {
  "reading after an update"() {
    const w = weights([3], 1), optimizer = adam(0.1).create([w]);
    const step: Step = () => {
      const before = w.sum(), loss = minimize(optimizer, [w], away(w));
      return { loss, before, after: w.sum() };
    };
    return { step, variables: [w, ...Object.values(optimizer.slots)] };
  },
  "two updates of one variable"() {
    const w = weights([3], 2), optimizer = sgd(0.1).create([w]);
    const step: Step = () => {
      const first = minimize(optimizer, [w], away(w)), between = w.sum();
      return { first, between, second: minimize(optimizer, [w], () => w.mul(w).mul(w).sum(), 0.01) };
    };
    return { step, variables: [w] };
  },
  "assigning after an update"() {
    const w = weights([3], 3), optimizer = rmsprop(0.1, { momentum: 0.5 }).create([w]);
    const step: Step = () => {
      const loss = minimize(optimizer, [w], away(w));
      w.assign(w.clipByValue(-1, 1));
      return { loss, clipped: w.sum() };
    };
    return { step, variables: [w, ...Object.values(optimizer.slots)] };
  },
  "assigning before an update"() {
    const w = weights([3], 4), optimizer = adam(0.1, { beta1: 0.5 }).create([w]);
    const step: Step = () => {
      w.assign(w.mul(0.9));
      return { loss: minimize(optimizer, [w], away(w)) };
    };
    return { step, variables: [w, ...Object.values(optimizer.slots)] };
  },
  "variables that share one initial tensor"() {
    const initial = values([2, 2], 5);
    const a = tf.variable(initial), b = tf.variable(initial), optimizer = sgd(0.1).create([a]);
    initial.dispose();
    const step: Step = () => ({
      loss: minimize(optimizer, [a], () => a.sub(b).square().sum().add(a.sum())),
      b: b.sum(),
    });
    return { step, variables: [a, b] };
  },
  "assigning a variable to another"() {
    const a = weights([3], 6), copy = weights([3], 7), optimizer = adam(0.1).create([a]);
    const step: Step = () => {
      copy.assign(a);
      const loss = minimize(optimizer, [a], away(a));
      return { loss, distance: a.sub(copy).abs().sum() };
    };
    return { step, variables: [a, copy, ...Object.values(optimizer.slots)] };
  },
  "swapping two variables"() {
    const a = weights([3], 8), b = weights([3], 9);
    const step: Step = () => {
      const old = a.clone();
      a.assign(b.mul(1.01));
      b.assign(old);
      return { a: a.sum(), b: b.sum() };
    };
    return { step, variables: [a, b] };
  },
  "an average of weights"() {
    const w = weights([4], 10), average = weights([4], 10), optimizer = adam(0.1).create([w]);
    const step: Step = () => {
      const loss = minimize(optimizer, [w], away(w));
      average.assign(average.add(w.sub(average).mul(0.1)));
      return { loss };
    };
    return { step, variables: [w, average, ...Object.values(optimizer.slots)] };
  },
  "tensors from outside"() {
    const w = weights([3], 11), target = tf.keep(values([3], 12)), unused = tf.keep(values([2], 13));
    const optimizer = sgd(0.1).create([w]);
    tf.dispose(unused.add(1));
    return { step: () => ({ loss: minimize(optimizer, [w], () => w.sub(target).square().sum()) }), variables: [w] };
  },
  "assigning a tensor from outside, and giving it"() {
    const w = weights([], 23), outside = tf.keep(tf.scalar(0.75)), optimizer = sgd(0.1).create([w]);
    const step: Step = () => {
      const before = w.clone();
      w.assign(outside);
      const loss = minimize(optimizer, [w], () => w.square());
      return { before, loss, w, outside };
    };
    return { step, variables: [w] };
  },
  "only a tensor from outside"() {
    const w = weights([2], 24), outside = tf.keep(values([2], 25)), scalar = tf.keep(tf.scalar(4));
    const step: Step = () => {
      w.assign(outside);
      return { scalar };
    };
    return { step, variables: [w] };
  },
  "integers and booleans"() {
    const count = tf.variable(tf.scalar(3, "int32"), false),
      flag = tf.variable(tf.tensor1d([true, false], "bool"), false);
    const step: Step = () => {
      count.assign(count.add(tf.scalar(2, "int32")));
      flag.assign(flag.logicalNot());
      return { count, flags: flag.cast("int32").mul(tf.tensor1d([1, 10], "int32")).sum() };
    };
    return { step, variables: [count, flag] };
  },
  "a constant"() {
    const w = weights([2], 14);
    const step: Step = () => {
      const before = w.sum();
      w.assign(tf.tensor1d([0.5, 0.25]));
      return { before, three: tf.scalar(3) };
    };
    return { step, variables: [w] };
  },
  "random streams"() {
    const counter = tf.variable(tf.scalar(5, "int32"), false), w = weights([4], 15), optimizer = adam(0.1).create([w]);
    const step: Step = () => {
      const stream = stepRandom(42, counter).stream("latent"), noise = stream.normal([4]), shift = stream.uniform([4]);
      const loss = minimize(optimizer, [w], () => w.sub(noise).add(shift).square().sum());
      counter.assign(counter.add(tf.scalar(1, "int32")));
      return { loss, noise: noise.sum() };
    };
    return { step, variables: [counter, w, ...Object.values(optimizer.slots)] };
  },
  "a Wasserstein GAN with a gradient penalty"() {
    const g = [weights([3, 8], 16), weights([8], 17), weights([8, 2], 18)],
      d = [weights([2, 8], 19), weights([8], 20), weights([8, 1], 21)];
    const counter = tf.variable(tf.scalar(0, "int32"), false);
    const optimizers = [adam(0.01, { beta1: 0 }).create(d), adam(0.01, { beta1: 0 }).create(g)] as const;
    const layers = (x: Tensor, [first, bias, last]: readonly Variable[]) =>
      tf.leakyRelu(x.matMul(first!).add(bias!), 0.2).matMul(last!);
    const step: Step = () => {
      const random = stepRandom(1, counter),
        latents = random.stream("latent"),
        real = random.stream("data").normal([16, 2], 2);
      const critic = minimize(optimizers[0], d, () => {
        const fake = layers(latents.normal([16, 3]), g), mix = random.stream("mix").uniform([16, 1]);
        const slopes = tf.grad((x: Tensor) => layers(x, d).sum())(fake.add(real.sub(fake).mul(mix)));
        const penalty = slopes.square().sum(1).add(1e-6).sqrt().sub(1).square().mean().mul(10);
        return layers(fake, d).mean().sub(layers(real, d).mean()).add(penalty);
      });
      const generator = minimize(optimizers[1], g, () => layers(layers(latents.normal([16, 3]), g), d).mean().neg());
      counter.assign(counter.add(tf.scalar(1, "int32")));
      return { critic, generator };
    };
    return { step, variables: [...g, ...d, counter, ...optimizers.flatMap(({ slots }) => Object.values(slots))] };
  },
  "a convolutional network with batch normalization"() {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [14, 14, 1],
          filters: 32,
          kernelSize: 3,
          padding: "same",
        }),
        tf.layers.leakyReLU({ alpha: 0.2 }),
        tf.layers.conv2dTranspose({
          filters: 16,
          kernelSize: 4,
          strides: 2,
          padding: "same",
        }),
        tf.layers.batchNormalization({ momentum: 0.8 }),
        tf.layers.reLU(),
        tf.layers.conv2d({ filters: 1, kernelSize: 3, padding: "same" }),
        tf.layers.activation({ activation: "tanh" }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const read = (list: typeof model.weights) => list.map((weight) => weight.read() as Variable);
    model.weights.forEach((weight, index) => {
      if (weight.name.endsWith("kernel")) weight.write(values(weight.shape as number[], index).mul(0.1));
    });
    const trained = read(model.trainableWeights), optimizer = rmsprop(0.01, { epsilon: 1e-3 }).create(trained);
    const images = tf.keep(values([32, 14, 14, 1], 22)), others = tf.keep(values([32, 14, 14, 1], 26));
    const score = (x: Tensor) => (model.apply(x, { training: true }) as Tensor).sub(1).square().mean();
    const step: Step = () => ({ loss: minimize(optimizer, trained, () => score(images).add(score(others)), 0.002) });
    return { step, variables: [...read(model.weights), ...Object.values(optimizer.slots)] };
  },
};
