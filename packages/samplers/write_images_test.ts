import { startCompute, type Tensor } from "@forger/core";
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { generateInBatches } from "./generate_in_batches.ts";
import { normalLatent } from "./normal_latent.ts";
import { writeImages, type WriteImagesOptions } from "./write_images.ts";

await startCompute({ backend: "cpu" });

const listed = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Writes images into a new folder. */
async function written(images: Tensor, options?: WriteImagesOptions) {
  const folder = `${await Deno.makeTempDir()}/new/folder`;
  const count = await writeImages(images, folder, options);
  return { folder, count, files: listed(folder) };
}

async function pixels(file: string) {
  const { channels } = await sharp(file).metadata();
  const colours = channels === 1 ? "b-w" : "srgb";
  const { data, info } = await sharp(file).toColourspace(colours).raw().toBuffer({ resolveWithObject: true });
  return { size: [info.width, info.height, info.channels], values: [...data] };
}

Deno.test("each image is a PNG of its own, named by its number, to the last level", async () => {
  const { folder, count, files } = await written(tf.tensor4d([0, 51, 255, 254, -7, 300, 127.4, 127.6], [2, 2, 2, 1]), {
    range: [0, 255],
  });
  assertEquals([count, files], [2, ["000000.png", "000001.png"]]);
  assertEquals(await pixels(`${folder}/000000.png`), { size: [2, 2, 1], values: [0, 51, 255, 254] });
  assertEquals(await pixels(`${folder}/000001.png`), { size: [2, 2, 1], values: [0, 255, 127, 128] });
});

for (const format of ["png", "webp"] as const) {
  Deno.test(`colours survive in a ${format}`, async () => {
    const image = tf.randomUniform([1, 9, 7, 3], 0, 255, "int32", 1);
    const { folder, files } = await written(image.toFloat(), { format, range: [0, 255] });
    assertEquals(files, [`000000.${format}`]);
    assertEquals(await pixels(`${folder}/${files[0]}`), { size: [7, 9, 3], values: [...image.dataSync()] });
    assertEquals((await sharp(`${folder}/${files[0]}`).metadata()).format, format);
  });
}

Deno.test("images are in [-1, 1] unless another range is given", async () => {
  const { folder } = await written(tf.tensor4d([-1, 0, 1, 2], [1, 2, 2, 1]));
  assertEquals((await pixels(`${folder}/000000.png`)).values, [0, 128, 255, 255]);
});

Deno.test("more images than are read at once are all written, each under its number", async () => {
  const { folder, count, files } = await written(tf.range(0, 600).div(600).reshape([600, 1, 1, 1]), {
    start: 999_700,
    range: [0, 1],
  });
  assertEquals([count, files.length, files[0], files.at(-1)], [600, 600, "1000000.png", "999999.png"]);
  for (const number of [0, 255, 256, 599]) {
    const name = String(999_700 + number).padStart(6, "0");
    assertEquals((await pixels(`${folder}/${name}.png`)).values, [Math.round(number / 600 * 255)]);
  }
});

Deno.test("names may be a list or a function of the number", async () => {
  const images = tf.zeros([2, 2, 2, 1]);
  assertEquals((await written(images, { names: ["cat", "dog"], start: 5 })).files, ["cat.png", "dog.png"]);
  assertEquals((await written(images, { names: (number) => `n${number}`, start: 5 })).files, ["n5.png", "n6.png"]);
});

Deno.test("generated batches are written as they come", async () => {
  const generator = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], activation: "tanh" }),
      tf.layers.reshape({ targetShape: [2, 2, 1] }),
    ],
  });
  const series = { latent: normalLatent(3), count: 10, seed: 1 };
  const before = tf.memory().numTensors;
  const folder = await Deno.makeTempDir();
  assertEquals(await writeImages(generateInBatches(generator, series, { batch: 4 }), folder), 10);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(listed(folder).length, 10);
  assert((await pixels(`${folder}/000009.png`)).values.some((level) => level > 0));
});

Deno.test("writing again replaces files, and leaves no tensors nor other files", async () => {
  const images = tf.zeros([3, 2, 2, 1]);
  const { folder } = await written(images);
  const before = tf.memory().numTensors;
  await writeImages(images, folder, { range: [-2, 0] });
  assertEquals([tf.memory().numTensors, listed(folder).length], [before, 3]);
  assertEquals((await pixels(`${folder}/000001.png`)).values, [255, 255, 255, 255]);
});

const faults: [images: Tensor, options: WriteImagesOptions, error: ErrorConstructor, message: string][] = [
  [tf.zeros([2, 4, 4]), {}, TypeError, "expected [count, height, width, channels], received [2,4,4]"],
  [tf.zeros([2, 4, 4, 2]), {}, TypeError, "1 or 3 channels"],
  [tf.zeros([2, 1, 1, 1]), { names: ["a"] }, TypeError, "a name for each: expected 2, received 1"],
  [tf.zeros([1, 1, 1, 1]), { names: ["a", "b"] }, TypeError, "a name for each: expected 1, received 2"],
  [tf.zeros([2, 1, 1, 1]), { names: ["a", "a"] }, RangeError, 'names must differ: current value is "a" twice'],
  ...["", ".", "..", "a/b", "..\\b"].map((name) =>
    [
      tf.zeros([1, 1, 1, 1]),
      { names: () => name },
      RangeError,
      `names must be file names without folders: current value is "${name}" for image 0`,
    ] as [Tensor, WriteImagesOptions, ErrorConstructor, string]
  ),
  [tf.tensor4d([0, NaN], [2, 1, 1, 1]), { start: 3 }, RangeError, "values must be finite: image 4 holds NaN"],
  [tf.zeros([1, 1, 1, 1]), { start: -1 }, RangeError, "start must be an integer of 0 or more: current value is -1"],
  [
    tf.zeros([1, 1, 1, 1]),
    { format: "gif" as "png" },
    RangeError,
    'format must be "png" or "webp": current value is "gif"',
  ],
  [tf.zeros([1, 1, 1, 1]), { range: [1, -1] }, RangeError, "range must rise: current value is [1, -1]"],
];

for (const [images, options, error, message] of faults) {
  Deno.test(`writing images is refused: ${message}`, async () => {
    const folder = `${await Deno.makeTempDir()}/images`;
    await assertRejects(() => writeImages(images, folder, options), error, message);
  });
}

Deno.test("batches with more or fewer images than names are refused", async () => {
  const generator = tf.sequential({ layers: [tf.layers.reshape({ targetShape: [1, 1, 1], inputShape: [1] })] });
  const folder = await Deno.makeTempDir();
  for (
    const [names, message] of [[["a", "b", "c"], "expected 4, received 3"], [
      [..."abcde"],
      "expected 4, received 5",
    ]] as const
  ) {
    const batches = generateInBatches(generator, tf.zeros([4, 1]), { batch: 2 });
    await assertRejects(() => writeImages(batches, folder, { names }), TypeError, message);
  }
});

Deno.test("an error names what cannot be written, and no half of a file stays", async () => {
  const images = tf.zeros([1, 2, 2, 1]);
  const file = await Deno.makeTempFile();
  await assertRejects(() => writeImages(images, `${file}/folder`), Error, `Cannot write ${file}/folder: `);
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/000000.png`);
  await assertRejects(() => writeImages(images, folder), Error, `Cannot write ${folder}/000000.png: `);
  assertEquals(listed(folder), ["000000.png"]);
});
