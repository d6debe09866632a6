import {
  CompiledStep,
  type Layer,
  type LayersModel,
  startCompute,
  stepRandom,
  type Tensor,
  type Variable,
} from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { layerKernel } from "./layer_kernel.ts";
import { spectralNormalization } from "./spectral_normalization.ts";
import { asMatrix, spectralNorm } from "./testdata/spectral_norm.ts";

const { backend } = await startCompute();

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(8, tf.scalar(0, "int32")).stream(name).normal(shape);
const apply = (layer: Layer | LayersModel, input: Tensor, training = true): Tensor =>
  layer.apply(input, { training }) as Tensor;
const vectorOf = (layer: Layer): Float32Array => {
  const vector = layer.nonTrainableWeights.find(({ originalName }) => originalName.endsWith("/vector_u"))!;
  return vector.read().dataSync().slice() as Float32Array;
};

/** Layers without bias and activation, whose output is therefore linear in the kernel. */
const LINEAR: Readonly<Record<string, readonly [make: () => Layer, input: () => Tensor]>> = {
  dense: [() => tf.layers.dense({ units: 3, useBias: false }), () => draw("input", [2, 4])],
  conv2d: [
    () => tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, useBias: false }),
    () => draw("input", [2, 6, 6, 2]),
  ],
  conv2dTranspose: [
    () => tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, useBias: false }),
    () => draw("input", [2, 3, 3, 4]),
  ],
  embedding: [
    () => tf.layers.embedding({ inputDim: 5, outputDim: 3 }),
    () => tf.tensor2d([[0, 1], [4, 2]], [2, 2], "int32"),
  ],
};

for (const name of new Set(["cpu", backend])) {
  for (const [label, [make, createInput]] of Object.entries(LINEAR)) {
    Deno.test(`${name}: a normalized ${label} layer divides by the largest singular value, and has the right gradient`, async () => {
      await tf.setBackend(name);
      const inner = make(), layer = spectralNormalization({ layer: inner });
      tf.tidy(() => {
        const input = createInput();
        apply(layer, input, false);
        const { outputAxis, value: kernel } = layerKernel(inner)!, variable = kernel as Variable;
        variable.assign(draw("kernel", kernel.shape));
        const weights = draw("weights", (inner.apply(input) as Tensor).shape);
        const loss = (layer: Layer) => apply(layer, input).mul(weights).sum() as tf.Scalar;
        const gradientOf = (layer: Layer) =>
          tf.variableGrads(() => loss(layer), [variable]).grads[variable.name]!.dataSync();
        for (let call = 0; call < 400; call++) tf.tidy(() => void apply(layer, input));

        // plain, the loss is the sum of slope · kernel; normalized, that divided by the singular value
        const slopes = gradientOf(inner), values = Array.from(kernel.dataSync());
        const exactLoss = (values: readonly number[]) =>
          values.reduce((sum, value, index) => sum + value * slopes[index]!, 0) /
          spectralNorm(asMatrix(values, kernel.shape, outputAxis)).value;
        const expected = exactLoss(values);
        assertAlmostEquals(loss(layer).dataSync()[0]!, expected, 1e-4 * Math.abs(expected));
        const differences = values.map((value, index) => {
          const at = (shift: number) => exactLoss(values.with(index, value + shift));
          return (at(1e-5) - at(-1e-5)) / 2e-5;
        });
        const largest = Math.max(...differences.map(Math.abs));
        assert(largest > 0.1);
        gradientOf(layer).forEach((entry, index) => assertAlmostEquals(entry, differences[index]!, 2e-4 * largest));
      });
      layer.dispose();
    });
  }
}

Deno.test("a normalized dense layer's operator norm is 1 after many training calls, and it began elsewhere", () => {
  const layer = spectralNormalization({ layer: tf.layers.dense({ units: 5, useBias: false }) });
  tf.tidy(() => {
    const identity = tf.eye(7);
    const norm = () => spectralNorm(apply(layer, identity, false).arraySync() as number[][]).value;
    assert(norm() > 1.001); // an estimate from below, so that the kernel is divided by too little
    for (let call = 0; call < 300; call++) apply(layer, identity);
    assertAlmostEquals(norm(), 1, 1e-5);
  });
  layer.dispose();
});

Deno.test("training alone moves the vector, and powerIterations calls of one round are one call", () => {
  const [single, triple] = [1, 3].map((powerIterations) => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 4 });
    return spectralNormalization({ layer: tf.layers.dense({ units: 5, kernelInitializer }), powerIterations });
  }) as [Layer, Layer];
  tf.tidy(() => {
    const input = draw("input", [2, 4]);
    const first = [single, triple].map((layer) => apply(layer, input, false).dataSync());
    assertNotEquals(first[0], first[1]);
    const start = vectorOf(single);
    assertEquals(vectorOf(triple), start);
    apply(single, input, false);
    single.apply(input);
    assertEquals(vectorOf(single), start);
    for (let call = 0; call < 3; call++) apply(single, input);
    assertNotEquals(vectorOf(single), start);
    const output = apply(triple, input).dataSync();
    assertEquals([vectorOf(triple), output], [vectorOf(single), first[1]!]);
  });
  single.dispose();
  triple.dispose();
});

/** A discriminator of images `[6, 6, 1]` whose every layer with a kernel is normalized. */
function discriminator(powerIterations = 1): LayersModel {
  const seeded = (seed: number) => ({
    kernelInitializer: tf.initializers.glorotNormal({ seed }),
    biasInitializer: tf.initializers.constant({ value: 0.1 }),
  });
  const layers: Layer[] = [
    tf.layers.conv2d({
      inputShape: [6, 6, 1],
      filters: 3,
      kernelSize: 3,
      strides: 2,
      activation: "tanh",
      ...seeded(1),
    }),
    tf.layers.conv2dTranspose({ filters: 2, kernelSize: 2, activation: "softplus", ...seeded(2) }),
    tf.layers.dense({ units: 1, ...seeded(3) }),
  ];
  const [first, second, last] = layers.map((layer) => spectralNormalization({ layer, powerIterations }));
  return tf.sequential({ layers: [first!, second!, tf.layers.flatten(), last!] });
}

const variablesOf = (model: LayersModel) => model.trainableWeights.map((weight) => weight.read() as Variable);
const valuesOf = (model: LayersModel) => model.weights.map((weight) => [...weight.read().dataSync()]);
const inputGradient = (model: LayersModel, images: Tensor) =>
  tf.grad((images: Tensor) => apply(model, images).sum())(images);
/** Which training methods for GANs do actually converge? (R1). Mescheder et al., 2018 */
const penalty = (model: LayersModel, images: Tensor) =>
  inputGradient(model, images).square().sum([1, 2, 3]).mean() as tf.Scalar;

/** Steps of gradient descent on the sum of logits with a gradient penalty. */
async function trained(mode: "graph" | "off"): Promise<{ losses: number[]; values: number[][] }> {
  const model = discriminator(), variables = variablesOf(model), images = draw("images", [3, 6, 6, 1]);
  const step = new CompiledStep(() => {
    const { value, grads } = tf.variableGrads(
      () => apply(model, images).sum().add(penalty(model, images)) as tf.Scalar,
      variables,
    );
    for (const variable of variables) variable.assign(variable.sub(grads[variable.name]!.mul(0.05)));
    return { value };
  }, { mode });
  await step.run([], 1);
  const count = tf.memory().numTensors;
  const losses = [...await step.run([], 6)];
  assertEquals(tf.memory().numTensors, count);
  const values = valuesOf(model);
  step.dispose();
  model.dispose();
  images.dispose();
  return { losses, values };
}

Deno.test("steps with a gradient penalty give the same bits compiled and step by step, and nearly the same on cpu", async () => {
  await startCompute();
  const compiled = await trained("graph"), eager = await trained("off");
  assertEquals(compiled, eager);
  assertEquals(new Set(compiled.losses).size, compiled.losses.length);
  await tf.setBackend("cpu");
  const plain = await trained("off");
  plain.losses.forEach((loss, index) => assertAlmostEquals(loss, compiled.losses[index]!, 1e-5));
  plain.values.flat().forEach((value, index) => assertAlmostEquals(value, compiled.values.flat()[index]!, 1e-5));
  await startCompute();
});

for (const name of new Set(["cpu", backend])) {
  Deno.test(`${name}: a gradient penalty has the right gradient by every weight`, async () => {
    await tf.setBackend(name);
    const model = discriminator(40);
    tf.tidy(() => {
      const images = draw("images", [2, 6, 6, 1]);
      const value = () => tf.tidy(() => penalty(model, images).dataSync()[0]!);
      for (let call = 0; call < 20; call++) value(); // the singular vectors converge
      const { grads } = tf.variableGrads(
        () => penalty(model, images),
        variablesOf(model).filter(({ rank }) => rank > 1),
      );
      for (const variable of variablesOf(model).filter(({ rank }) => rank > 1)) {
        const found = grads[variable.name]!.dataSync(), start = variable.clone(), values = start.dataSync();
        const largest = Math.max(...Array.from(found, Math.abs));
        assert(largest > 0.01, `${variable.name}: ${largest}`);
        values.forEach((entry, index) => {
          const at = (shift: number) => {
            variable.assign(tf.tensor(Float32Array.from(values).with(index, entry + shift), variable.shape));
            return value();
          };
          const difference = (at(0.01) - at(-0.01)) / 0.02;
          assertAlmostEquals(found[index]!, difference, 5e-3 * largest, `${variable.name}, entry ${index}`);
        });
        variable.assign(start);
      }
    });
    model.dispose();
  });
}

Deno.test("its trainable weights are the layer's, under the layer's name, and freezing it freezes them", () => {
  const inner = tf.layers.dense({ units: 2, inputShape: [3], name: "some_dense", kernelRegularizer: "l1l2" });
  const layer = spectralNormalization({ layer: inner }), model = tf.sequential({ layers: [layer] });
  assertEquals(layer.name, "some_dense");
  assertEquals(model.trainableWeights, inner.weights);
  assertEquals(layer.weights.map(({ originalName }) => originalName), [
    ...["some_dense/kernel", "some_dense/bias", "some_dense/vector_u"],
  ]);
  assertEquals([layer.countParams(), layer.losses.length], [3 * 2 + 2 + 2, 1]);
  layer.trainable = false;
  assertEquals([layer.trainableWeights.length, layer.nonTrainableWeights.length], [0, 3]);
  assertEquals((inner.weights[0]!.read() as Variable).trainable, false);
  layer.trainable = true;
  assertEquals(layer.trainableWeights, inner.weights);
  model.dispose();

  const frozen = spectralNormalization({ layer: tf.layers.dense({ units: 2, trainable: false }), name: "other" });
  tf.dispose(frozen.apply(tf.ones([1, 3])) as Tensor);
  assertEquals([frozen.name, frozen.trainableWeights.length], ["other", 0]);
  frozen.dispose();
});

Deno.test("a call leaves behind nothing but its output", () => {
  const layer = spectralNormalization({ layer: tf.layers.dense({ units: 2 }) }), input = tf.ones([1, 3]);
  tf.dispose(apply(layer, input));
  const count = tf.memory().numTensors;
  for (const training of [true, false]) {
    const output = apply(layer, input, training);
    assertEquals(tf.memory().numTensors, count + 1);
    output.dispose();
  }
  layer.dispose();
  input.dispose();
});

Deno.test("everything that a network of normalized layers holds is freed with it", () => {
  const count = tf.memory().numTensors;
  discriminator().dispose();
  assertEquals(tf.memory().numTensors, count);
});

Deno.test("a layer without a kernel, no rounds, and an unknown class in a file are refused", async () => {
  const dense = tf.layers.dense({ units: 1, inputShape: [2] });
  for (const powerIterations of [0, -1, 0.5]) {
    const message = `powerIterations must be a positive integer: current value is ${powerIterations}`;
    assertThrows(() => spectralNormalization({ layer: dense, powerIterations }), RangeError, message);
  }
  assertThrows(
    () => spectralNormalization({ layer: tf.layers.reLU({ name: "some_relu" }) }),
    TypeError,
    "Cannot normalize layer as it must be one of Dense, Conv1D, Conv2D, Conv3D, Conv2DTranspose, Conv3DTranspose, Embedding, Projection: current value is some_relu (ReLU)",
  );
  const json = tf.sequential({ layers: [spectralNormalization({ layer: dense })] }).toJSON(undefined, true) as string;
  const unknown = JSON.parse(json.replaceAll('"Dense"', '"Sparse"'));
  const error = await tf.models.modelFromJSON(unknown).then(() => undefined, (error: Error) => error);
  assertEquals(error?.message, "Cannot load layer as its class must be registered: current value is Sparse");
});
