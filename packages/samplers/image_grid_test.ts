import { startCompute, type Tensor } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import type { ImageGridOptions } from "./encode_image_grid.ts";
import { writeImageGrid } from "./image_grid.ts";

await startCompute({ backend: "cpu" });

/** Writes a grid and reads the picture's size and colours back. */
async function grid(images: Tensor, options?: ImageGridOptions) {
  const file = `${await Deno.makeTempDir()}/grid.png`;
  await writeImageGrid(images, file, options);
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
  return { width: info.width, height: info.height, at };
}

Deno.test("values become grey levels, cut off at the range's ends", async () => {
  const { width, height, at } = await grid(tf.tensor4d([-5, -1, 0, 1, 5, 0.5], [1, 1, 6, 1]), { scale: 1, gap: 0 });
  assertEquals([width, height], [6, 1]);
  assertEquals([0, 1, 2, 3, 4, 5].map((x) => at(x, 0)[0]), [0, 0, 128, 255, 255, 191]);
});

Deno.test("the range may be another", async () => {
  const { at } = await grid(tf.tensor4d([0, 51, 255], [1, 1, 3, 1]), { scale: 1, gap: 0, range: [0, 255] });
  assertEquals([at(0, 0), at(1, 0), at(2, 0)], [[0, 0, 0], [51, 51, 51], [255, 255, 255]]);
});

Deno.test("three channels become red, green and blue", async () => {
  const { at } = await grid(tf.tensor4d([1, 0, 0, 0, 0.2, 1], [1, 1, 2, 3]), { scale: 1, gap: 0, range: [0, 1] });
  assertEquals([at(0, 0), at(1, 0)], [[255, 0, 0], [0, 51, 255]]);
});

Deno.test("images are laid out row by row with gaps around them, and enlarged without smoothing", async () => {
  const images = tf.tensor4d([0, 0.2, 0.4, 0.6, 0.8], [5, 1, 1, 1]);
  const { width, height, at } = await grid(images, { scale: 3, gap: 1, range: [0, 1], background: [9, 8, 7] });
  assertEquals([width, height], [3 * 7, 3 * 5]); // three columns, two rows
  const cell = (column: number, row: number) => at(3 * (1 + 2 * column) + 1, 3 * (1 + 2 * row) + 1);
  assertEquals([cell(0, 0), cell(1, 0), cell(2, 0)].map(([grey]) => grey), [0, 51, 102]);
  assertEquals([cell(0, 1), cell(1, 1), cell(2, 1)], [[153, 153, 153], [204, 204, 204], [9, 8, 7]]);
  assertEquals([at(0, 0), at(6, 3), at(3, 6)], [[9, 8, 7], [9, 8, 7], [9, 8, 7]]);
  assertEquals([at(6 + 3, 3), at(6 + 5, 5)], [[51, 51, 51], [51, 51, 51]]);
});

const layouts: [images: number[], options: ImageGridOptions, size: number[]][] = [
  [[64, 28, 28, 1], {}, [2 * (8 * 29 + 1), 2 * (8 * 29 + 1)]],
  [[3, 28, 28, 1], {}, [2 * (2 * 29 + 1), 2 * (2 * 29 + 1)]],
  [[1, 128, 64, 3], {}, [66, 130]],
  [[10, 8, 8, 1], { columns: 5 }, [8 * (5 * 9 + 1), 8 * (2 * 9 + 1)]],
  [[2, 8, 8, 1], { scale: 1, gap: 4 }, [2 * 12 + 4, 16]],
];

for (const [shape, options, size] of layouts) {
  Deno.test(`a grid of [${shape}] with ${JSON.stringify(options)} has ${size.join(" x ")} pixels`, async () => {
    const { width, height } = await grid(tf.zeros(shape), options);
    assertEquals([width, height], size);
  });
}

Deno.test("a pixel that is not a finite number is magenta", async () => {
  const { at } = await grid(tf.tensor4d([NaN, Infinity, -Infinity, 0], [1, 1, 4, 1]), { scale: 1, gap: 0 });
  const magenta = [255, 0, 255];
  assertEquals([at(0, 0), at(1, 0), at(2, 0), at(3, 0)], [magenta, magenta, magenta, [128, 128, 128]]);
  for (const channel of [0, 1, 2]) {
    const pixel = [0, 1, 2].map((other) => other === channel ? NaN : 0);
    assertEquals((await grid(tf.tensor4d(pixel, [1, 1, 1, 3]), { scale: 1, gap: 0 })).at(0, 0), magenta);
  }
});

const faults: [images: Tensor, options: ImageGridOptions, message: string][] = [
  [tf.zeros([2, 4, 4]), {}, "expected [count, height, width, channels], received [2,4,4]"],
  [tf.zeros([2, 4, 4, 2]), {}, "1 or 3 channels"],
  [tf.zeros([0, 4, 4, 1]), {}, "received [0,4,4,1]"],
  [tf.zeros([2, 4, 4, 1]), { columns: 0 }, "columns must be a positive integer: current value is 0"],
  [tf.zeros([2, 4, 4, 1]), { scale: 1.5 }, "scale must be a positive integer: current value is 1.5"],
  [tf.zeros([2, 4, 4, 1]), { gap: -1 }, "gap must be an integer of 0 or more: current value is -1"],
  [tf.zeros([2, 4, 4, 1]), { range: [1, 1] }, "range must rise: current value is [1, 1]"],
];

for (const [images, options, message] of faults) {
  Deno.test(`a grid of [${images.shape}] with ${JSON.stringify(options)} is refused: ${message}`, async () => {
    const folder = await Deno.makeTempDir();
    await assertRejects(() => writeImageGrid(images, `${folder}/grid.png`, options), Error, message);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
}

Deno.test("an error names the file that cannot be written", async () => {
  const file = `${await Deno.makeTempFile()}/grid.png`;
  await assertRejects(() => writeImageGrid(tf.zeros([1, 2, 2, 1]), file), Error, `Cannot write ${file}: `);
});

Deno.test("writing a grid leaves the caller's tensor, and no other", async () => {
  const images = tf.zeros([4, 8, 8, 3]);
  const before = tf.memory().numTensors;
  await grid(images);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(images.isDisposed, false);
});
