import { type Layer, type LayersModel, startCompute } from "@forger/core";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { checkerboardWarnings } from "./checkerboard_warnings.ts";
import { dcgan } from "./dcgan.ts";
import { mnistDcgan } from "./mnist_dcgan.ts";
import { spectralNormalization } from "./spectral_normalization.ts";

await startCompute();

type Pair = [number, number];

const transposed = (kernelSize: number | Pair, strides: number | Pair, name = "uneven"): Layer =>
  tf.layers.conv2dTranspose({ filters: 1, kernelSize, strides, padding: "same", inputShape: [null, null, 1], name });
const around = (...layers: Layer[]): LayersModel => tf.sequential({ layers });

const sizes: [kernel: number | Pair, stride: number | Pair, fault?: string, divisible?: string][] = [
  [5, 2, "5 x 5, which its stride of 2 x 2", "6 x 6"],
  [3, 2, "3 x 3, which its stride of 2 x 2", "4 x 4"],
  [1, 2, "1 x 1, which its stride of 2 x 2", "2 x 2"],
  [[4, 5], 2, "4 x 5, which its stride of 2 x 2", "4 x 6"],
  [[4, 4], [2, 3], "4 x 4, which its stride of 2 x 3", "4 x 6"],
  [4, 2],
  [2, 2],
  [6, 3],
  [[4, 3], [2, 3]],
  [[5, 7], 1],
];

for (const [kernel, stride, fault, divisible] of sizes) {
  Deno.test(`a transposed convolution of kernel ${kernel} and stride ${stride} is ${fault ? "reported" : "fine"}`, () => {
    const warning =
      `uneven has a kernel of ${fault} does not divide: neighbouring pixels see unevenly many inputs, which shows as a checkerboard. Take a kernel of ${divisible}, or upsample() and a convolution of stride 1; see https://distill.pub/2016/deconv-checkerboard/`;
    assertEquals(checkerboardWarnings(around(transposed(kernel, stride))), fault ? [warning] : []);
  });
}

const names = (network: LayersModel): string[] =>
  checkerboardWarnings(network).map((warning) => warning.split(" ")[0]!);

Deno.test("each layer is reported once, those in wrappers and in networks within the network too", () => {
  const inner = around(transposed(4, 2, "even"), transposed(3, 2, "inner"));
  const wrapped = spectralNormalization({ layer: transposed(5, 2, "wrapped") });
  assertEquals(names(around(transposed(5, 2, "first"), inner, wrapped)), ["first", "inner", "wrapped"]);
});

Deno.test("transposed convolutions of volumes are reported", () => {
  const layer = tf.layers.conv3dTranspose({
    filters: 1,
    kernelSize: 3,
    strides: 2,
    inputShape: [2, 2, 2, 1],
    name: "volume",
  });
  assertEquals(names(around(layer)), ["volume"]);
});

Deno.test("strided convolutions are not reported, nor are the networks of this package", () => {
  const strided = tf.layers.conv2d({ filters: 1, kernelSize: 3, strides: 2, inputShape: [8, 8, 1] });
  assertEquals(names(around(strided)), []);
  const { generator, discriminator } = mnistDcgan();
  const image = [8, 8, 1];
  const generators = [dcgan({ image }).generator, dcgan({ image, upsampling: "bilinear" }).generator];
  assertEquals([generator, discriminator, ...generators].flatMap(names), []);
});
