import { startCompute, type Tensor } from "@forger/core";
import {
  globalSumPooling,
  minibatchDiscrimination,
  minibatchStandardDeviation,
  pixelNormalization,
  projection,
  sngan,
  upsample,
} from "@forger/layers";
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { STOCK_LAYERS } from "./_stock_layers.ts";
import { stockNetwork } from "./_stock_network.ts";

await startCompute({ backend: "cpu" });

/** Refuses a network that has other layers, or computes otherwise; and one that leaves tensors behind. */
function assertSame(network: tf.LayersModel, inputs: Tensor[], tolerance = 1e-6): tf.LayersModel {
  const before = tf.memory().numTensors, made = stockNetwork(network, "layers"), { network: stock } = made;
  const classes = stock.layers.map((layer) => layer.getClassName());
  assertEquals(classes.filter((name) => name !== "InputLayer" && !STOCK_LAYERS.has(name)), []);
  assertEquals(
    stock.inputs.map(({ sourceLayer: { name } }) => name),
    network.inputs.map((input) => input.sourceLayer.name),
  );
  const outputs = (of: tf.LayersModel) => [of.predict(inputs) as Tensor | Tensor[]].flat();
  const expected = outputs(network), found = outputs(stock);
  assertEquals(found.map(({ shape }) => shape), expected.map(({ shape }) => shape));
  found.forEach((output, index) => {
    const off = tf.tidy(() => output.sub(expected[index]!).abs().max().dataSync()[0]!);
    assert(off <= tolerance, `output ${index} is off by ${off}`);
  });
  tf.dispose([expected, found]);
  const { length } = stock.weights;
  assertEquals(tf.memory().numTensors, before + length);
  made[Symbol.dispose]();
  assertEquals(tf.memory().numTensors, before);
  return network;
}

const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;

Deno.test("a discriminator with projection, sums over places and spectral normalization is made of stock layers", () => {
  const { discriminator } = sngan({ image: [16, 16, 1], width: 4, classes: 3, seed: 1 });
  const images = tf.randomNormal([2, 16, 16, 1], 0, 1, "float32", 2), labels = tf.oneHot([2, 0], 3).toFloat();
  assertSame(discriminator, [images, labels], 1e-4); // logits are large, as they are sums
});

Deno.test("projection and sums over places by themselves", () => {
  const map = tf.input({ shape: [3, 2, 4], name: "map" }), labels = tf.input({ shape: [5], name: "labels" });
  const sums = apply(globalSumPooling({ name: "sums" }), map);
  const inner = apply(projection({ name: "inner" }), sums, labels);
  const network = tf.model({ inputs: [map, labels], outputs: [sums, inner] });
  const drawn = tf.randomNormal([3, 3, 2, 4], 0, 1, "float32", 3);
  assertSame(network, [drawn, tf.oneHot([0, 4, 2], 5).toFloat()], 1e-5);
});

Deno.test("pixel normalization keeps its epsilon, where values are small too", () => {
  for (const epsilon of [1e-8, 1e-2]) {
    const network = tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [2, 3, 5], name: "map" }),
        pixelNormalization({ epsilon, name: "pixels" }),
      ],
    });
    for (const scale of [0, 1e-4, 1e-2, 1, 100]) {
      assertSame(network, [tf.randomNormal([2, 2, 3, 5], 0, 1, "float32", 4).mul(scale)], 2e-6);
    }
  }
});

Deno.test("networks in networks are taken apart, with several outputs too", () => {
  const place = tf.input({ shape: [3], name: "place" });
  const hidden = apply(tf.layers.dense({ units: 4, activation: "tanh", name: "hidden" }), place);
  const inner = tf.model({
    name: "inner",
    inputs: place,
    outputs: [
      apply(pixelNormalization({ name: "pixels" }), hidden),
      apply(tf.layers.dense({ units: 2, name: "second" }), hidden),
    ],
  });
  const given = tf.input({ shape: [3], name: "given" }), [first, second] = inner.apply(given) as tf.SymbolicTensor[];
  const outer = tf.model({
    inputs: given,
    outputs: apply(tf.layers.concatenate({ name: "join" }), second!, first!, second!),
  });
  using stock = stockNetwork(outer, "layers");
  assertEquals(stock.network.layers.filter(({ name }) => name === "second").length, 1);
  assertSame(outer, [tf.randomNormal([2, 3], 0, 1, "float32", 5)]);
  const stack = tf.sequential({
    layers: [
      tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], name: "first_dense" })] }),
      tf.sequential({ layers: [pixelNormalization({ name: "stacked", inputShape: [4] } as { name: string })] }),
    ],
  });
  assertSame(stack, [tf.randomNormal([2, 3], 0, 1, "float32", 6)]);
});

Deno.test("a layer that is applied twice keeps one set of weights", () => {
  const input = tf.input({ shape: [4], name: "input" }), dense = tf.layers.dense({ units: 4, name: "dense" });
  const pixels = pixelNormalization({ name: "pixels" });
  const twice = apply(pixels, apply(dense, apply(pixels, apply(dense, input))));
  const network = tf.model({ inputs: input, outputs: twice });
  using stock = stockNetwork(network, "layers");
  assertEquals(stock.network.weights.filter(({ originalName }) => originalName === "dense/kernel").length, 1);
  assertSame(network, [tf.randomNormal([2, 4], 0, 1, "float32", 7)]);
});

Deno.test("layers of one name in two networks, and layers that are called as another's parts, become layers of their own", () => {
  const block = (name: string) =>
    tf.sequential({
      name,
      layers: [tf.layers.dense({ units: 4, inputShape: [4], activation: "tanh", name: "dense" })],
    });
  const blocks = tf.sequential({
    layers: [block("one"), block("other"), tf.layers.dense({ units: 4, name: "dense_1" })],
  });
  using stock = stockNetwork(blocks, "layers");
  assertEquals(stock.network.layers.slice(1).map(({ name }) => name), ["dense", "dense_2", "dense_1"]);
  assertSame(blocks, [tf.randomNormal([2, 4], 0, 1, "float32", 8)]);
  const parts = tf.sequential({
    layers: [
      tf.layers.dense({ units: 5, inputShape: [3], name: "pixels_both_signs" }),
      pixelNormalization({ name: "pixels" }),
      pixelNormalization({ name: "pixels_first_half" }),
      tf.layers.dense({ units: 5, name: "pixels_1_first_half" }),
    ],
  });
  assertSame(parts, [tf.randomNormal([2, 3], 0, 1, "float32", 9)], 2e-6);
});

class Own extends tf.layers.Layer {
  static className = "OwnOfTheTest";
}

Deno.test("a layer that no other program can have is named, with its format", () => {
  const refusal = (layer: tf.layers.Layer, inputShape: (number | null)[], message: string) => {
    const network = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: inputShape as number[] }), layer] });
    const before = tf.memory().numTensors;
    assertThrows(() => stockNetwork(network, "onnx"), TypeError, message);
    assertEquals(tf.memory().numTensors, before);
  };
  refusal(
    new Own({ name: "mine" }),
    [3],
    "Cannot export network to onnx as it must be of stock layers, or of Forger's that are made of them: current value is layer mine (OwnOfTheTest)",
  );
  refusal(
    minibatchDiscrimination({ name: "closeness" }),
    [3],
    "Cannot export network to onnx as each sample must be computed by itself, without the batch: current value is layer closeness (MinibatchDiscrimination)",
  );
  refusal(minibatchStandardDeviation({ name: "variety" }), [3], "layer variety (MinibatchStandardDeviation)");
  refusal(
    upsample({ method: "bilinear", name: "larger" }),
    [null, 4, 1],
    "as the lengths of its inputs must be known, but for the batch: current value is layer ",
  );
});
