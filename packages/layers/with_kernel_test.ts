import { startCompute, type Tensor } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { layerKernel } from "./layer_kernel.ts";
import { withKernel } from "./with_kernel.ts";

await startCompute({ backend: "cpu" });

const LAYERS:
  readonly (readonly [make: () => tf.layers.Layer, input: readonly number[], outputs: number | undefined])[] = [
    [() => tf.layers.dense({ units: 3 }), [2, 5], 1],
    [() => tf.layers.conv1d({ filters: 3, kernelSize: 2 }), [2, 5, 4], 2],
    [() => tf.layers.conv2d({ filters: 3, kernelSize: 2 }), [2, 5, 5, 4], 3],
    [() => tf.layers.conv2dTranspose({ filters: 3, kernelSize: 2 }), [2, 5, 5, 4], 2],
    [() => tf.layers.conv3d({ filters: 3, kernelSize: 2 }), [2, 5, 5, 5, 4], 4],
    [() => tf.layers.conv3dTranspose({ filters: 3, kernelSize: 2 }), [2, 3, 3, 3, 4], 3],
    [() => tf.layers.embedding({ inputDim: 9, outputDim: 3 }), [2, 5], 1],
    [() => tf.layers.separableConv2d({ filters: 3, kernelSize: 2 }), [2, 5, 5, 4], undefined],
    [() => tf.layers.batchNormalization(), [2, 5], undefined],
  ];

for (const [make, input, outputAxis] of LAYERS) {
  Deno.test(`the kernel of ${make().getClassName()} is found if it has one, and takes another's place`, () => {
    const layer = make();
    assertEquals(layerKernel(layer), undefined); // not built yet
    const apply = () => tf.tidy(() => (layer.apply(tf.ones([...input])) as Tensor).dataSync());
    apply();
    const kernel = layerKernel(layer);
    assertEquals(kernel?.outputAxis, outputAxis);
    if (!kernel) return;
    assertEquals(kernel.value.shape[kernel.outputAxis], 3);
    const before = apply(), doubled = kernel.value.mul(2), count = tf.memory().numTensors;
    const found = withKernel(layer, doubled, apply); // all these layers are linear, and begin without a bias
    assertEquals(found, before.map((value) => 2 * value));
    assertEquals([apply(), layerKernel(layer)!.value], [before, kernel.value]);
    assertEquals(tf.memory().numTensors, count);
    tf.dispose([doubled, layer.weights.map((weight) => weight.read())]);
  });
}

function denseOfOne(): { layer: tf.layers.Layer; output: () => number } {
  const layer = tf.layers.dense({ units: 1, useBias: false, kernelInitializer: "ones", name: "one" });
  const output = () => tf.tidy(() => (layer.apply(tf.ones([1, 2])) as Tensor).dataSync()[0]!);
  output();
  return { layer, output };
}

Deno.test("replacements nest, and end with the function, also where it throws", () => {
  const { layer, output } = denseOfOne(), [three, five] = [tf.fill([2, 1], 3), tf.fill([2, 1], 5)];
  const outputs = withKernel(layer, three, () => [output(), withKernel(layer, five, output), output()]);
  assertEquals([...outputs, output()], [6, 10, 6, 2]);
  assertThrows(() => withKernel(layer, three, () => assertEquals(output(), 0)));
  assertEquals(output(), 2);
  assertEquals(Object.hasOwn((layer as unknown as { kernel: object }).kernel, "read"), false);
});

Deno.test("gradients flow through the kernel that takes the place to the layer's own", () => {
  const { layer, output } = denseOfOne(), variable = layerKernel(layer)!.value as tf.Variable;
  const { value, grads } = tf.variableGrads(
    () =>
      withKernel(
        layer,
        variable.square().mul(3),
        () => (layer.apply(tf.tensor2d([[1, 10]])) as Tensor).sum().asScalar(),
      ),
    [
      variable,
    ],
  );
  assertEquals(value.dataSync()[0], 33);
  assertEquals([...grads[variable.name]!.dataSync()], [6, 60]);
  assertEquals(output(), 2);
});

Deno.test("what has no kernel, or one of another shape, is refused", () => {
  const { layer } = denseOfOne(), run = () => 0;
  assertThrows(
    () => withKernel(layer, tf.ones([1, 2]), run),
    TypeError,
    "Cannot replace kernel of one as it must keep its shape: expected [2,1], received [1,2]",
  );
  for (const other of [tf.layers.flatten({ name: "it" }), tf.layers.dense({ units: 1, name: "it" })]) {
    const shown = `current value is it (${other.getClassName()})`;
    assertThrows(() => withKernel(other, tf.ones([1]), run), TypeError, shown);
  }
});
