import { startCompute } from "@forger/core";
import { dcgan } from "@forger/layers";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { OnnxWriter } from "./_onnx_writer.ts";
import { NAMES } from "./_readme.ts";
import { stockNetwork } from "./_stock_network.ts";
import { writeNetwork } from "./_write_network.ts";
import { exportOnnx } from "./export_onnx.ts";
import { exportSavedModel } from "./export_saved_model.ts";

await startCompute({ backend: "cpu" });

/** The operations that a network becomes, in order. */
async function operationsOf(network: tf.LayersModel): Promise<string[]> {
  using stock = stockNetwork(network, "onnx");
  const writer = new OnnxWriter();
  await writeNetwork(stock.network, writer, NAMES, "onnx");
  return writer.nodes.map(({ operation }) => operation);
}

Deno.test("maps are transposed once on the way in and once on the way out, and biases belong to convolutions", async () => {
  const { generator } = dcgan({ image: [28, 28, 1], latent: 4, generatorWidths: [4, 4], discriminatorWidths: [2, 2] });
  const normalization = ["Mul", "Add", "Relu"];
  assertEquals(await operationsOf(generator), [
    ...["MatMul", "Reshape", ...normalization],
    ...["Transpose", "ConvTranspose", ...normalization],
    ...["ConvTranspose", "Tanh", "Transpose", "Identity"],
  ]);
});

Deno.test("a map that two convolutions want is transposed once", async () => {
  const input = tf.input({ shape: [32], name: "latent" });
  const map = tf.layers.reshape({ targetShape: [4, 4, 2], name: "map" }).apply(input) as tf.SymbolicTensor;
  const conv = (name: string) => tf.layers.conv2d({ filters: 2, kernelSize: 1, name }).apply(map) as tf.SymbolicTensor;
  const sum = tf.layers.add({ name: "sum" }).apply([conv("one"), conv("other")]) as tf.SymbolicTensor;
  const operations = await operationsOf(tf.model({ inputs: input, outputs: sum }));
  assertEquals(operations, ["Reshape", "Transpose", "Conv", "Conv", "Add", "Transpose", "Identity"]);
});

const REFUSED: readonly [layer: tf.layers.Layer, shape: number[], message: string][] = [
  [tf.layers.lstm({ units: 2, name: "memory" }), [3, 2], "its layers must be made of Activation, Add, "],
  [tf.layers.lstm({ units: 2, name: "memory" }), [3, 2], ": current value is layer memory (LSTM)"],
  [
    tf.layers.upSampling2d({ interpolation: "bilinear", name: "larger" }),
    [4, 4, 1],
    "as interpolation must be nearest: current value is layer larger (UpSampling2D)",
  ],
  [
    tf.layers.conv2d({ filters: 1, kernelSize: 1, dataFormat: "channelsFirst", name: "turned" }),
    [1, 4, 4],
    "as channels must come last: current value is layer turned (Conv2D)",
  ],
  [
    tf.layers.dense({ units: 2, activation: "mish", name: "odd" }),
    [3],
    "as activations must be linear, elu, hardSigmoid, ",
  ],
  [
    tf.layers.softmax({ axis: 1, name: "across" }),
    [3, 2],
    "as softmax must be over the last axis: current value is layer across (Softmax)",
  ],
  [
    tf.layers.batchNormalization({ axis: 1, name: "across" }),
    [3, 2],
    "as normalization must be over the last axis: current value is layer across (BatchNormalization)",
  ],
];

for (const [layer, shape, message] of REFUSED) {
  Deno.test(`a ${layer.getClassName()} that the formats do not have is named, and nothing is written: ${message}`, async () => {
    const network = tf.sequential({
      layers: [
        tf.layers.dense({ units: shape.reduce((size, length) => size * length), inputShape: [2], name: "dense" }),
        tf.layers.reshape({ targetShape: shape, name: "reshape" }),
        layer,
      ],
    });
    const folder = await Deno.makeTempDir({ prefix: "forger-onnx-" }), before = tf.memory().numTensors;
    try {
      for (const [format, write] of [["onnx", exportOnnx], ["savedmodel", exportSavedModel]] as const) {
        const written = write(network, `${folder}/${format}`, { latent: { name: "normal", size: 2 }, range: [-1, 1] });
        const error = await assertRejects(() => written, TypeError, message) as Error;
        assertEquals(error.message.startsWith(`Cannot export network to ${format} as `), true);
      }
      assertEquals([...Deno.readDirSync(folder)], []);
      assertEquals(tf.memory().numTensors, before);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
    network.dispose();
  });
}
