import { startCompute, type Tensor } from "@forger/core";
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import type { ImageBlock } from "./encode_image_blocks.ts";
import { encodeImageGrid, type ImageGridOptions } from "./encode_image_grid.ts";
import { writeImageBlocks } from "./image_blocks.ts";

await startCompute({ backend: "cpu" });

const BACKGROUND = [10, 20, 30] as const;

/** Writes blocks and reads the picture back. */
async function picture(blocks: readonly ImageBlock[], options?: ImageGridOptions) {
  const file = `${await Deno.makeTempDir()}/blocks.png`;
  await writeImageBlocks(blocks, file, { background: BACKGROUND, range: [0, 255], scale: 1, ...options });
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3).subarray(0, 3)];
  /** Whether anything but background is in a part of the picture. */
  const hasInk = (left: number, top: number, width: number, height: number) => {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) if (at(x, y).join() !== BACKGROUND.join()) return true;
    }
    return false;
  };
  return { width: info.width, height: info.height, at, hasInk };
}

/** Images of one grey level each. */
const greys = (levels: number[], side = 40): Tensor =>
  tf.tile(tf.tensor4d(levels, [levels.length, 1, 1, 1]), [1, side, side, 1]);

Deno.test("blocks stand side by side, the first one left, and what is missing below one is background", async () => {
  const { width, height, at } = await picture([
    { images: greys([50, 60, 70, 80]) },
    { images: greys([90]) },
  ], { gap: 2 });
  assertEquals([width, height], [86 + 16 + 44, 86]);
  assertEquals([at(2, 2), at(44, 2), at(2, 44), at(83, 83)].map(([level]) => level), [50, 60, 70, 80]);
  assertEquals([at(86 + 16 + 2, 2), at(86 + 16 + 41, 41)].map(([level]) => level), [90, 90]);
  assertEquals([at(0, 0), at(90, 40), at(110, 60), at(42, 42)], Array(4).fill([...BACKGROUND]));
});

Deno.test("one block without labels is the grid", async () => {
  const images = greys([1, 100, 200]), options = { background: BACKGROUND, range: [0, 255], scale: 2 } as const;
  const grid = await encodeImageGrid(images, options);
  const pixels = await sharp(grid.bytes).raw().toBuffer();
  const { width, height, at } = await picture([{ images }], options);
  assertEquals([width, height], [grid.width, grid.height]);
  for (let at3 = 0; at3 < pixels.length; at3 += 999) {
    const pixel = Math.floor(at3 / 3);
    assertEquals(at(pixel % width, Math.floor(pixel / width)), [...pixels.subarray(3 * pixel, 3 * pixel + 3)]);
  }
});

Deno.test("a heading stands above its block alone, in the middle", async () => {
  const bare = await picture([{ images: greys([0]) }, { images: greys([0]) }]);
  const { width, height, hasInk } = await picture([{ images: greys([0]) }, { images: greys([0]), heading: "II" }]);
  const top = height - bare.height;
  assertEquals(width, bare.width);
  assert(top > 20 && top < 45, `${top}`);
  assertEquals(hasInk(0, 0, 42 + 16, top), false);
  assertEquals([hasInk(58, 0, 10, top), hasInk(68, 0, 22, top), hasInk(90, 0, 10, top)], [false, true, false]);
});

Deno.test("row labels stand left of their rows, at the right of their place", async () => {
  const images = greys([0, 0, 0]);
  const bare = await picture([{ images }], { columns: 1 });
  const { width, height, hasInk } = await picture([{ images }], { columns: 1, rowLabels: ["i", "", "mmmm"] });
  const left = width - bare.width;
  assertEquals(height, bare.height);
  assert(left > 30 && left < 90, `${left}`);
  const half = Math.floor(left / 2);
  assertEquals([hasInk(0, 0, left, 41), hasInk(0, 42, left, 39), hasInk(0, 83, left, 40)], [true, false, true]);
  assertEquals([hasInk(0, 0, half, 41), hasInk(0, 83, half, 40)], [false, true]);
});

Deno.test("column labels stand above their columns in every block", async () => {
  const blocks = [{ images: greys([0, 0]) }, { images: greys([0, 0]) }];
  const bare = await picture(blocks);
  const { width, height, hasInk } = await picture(blocks, { columnLabels: ["a", ""] });
  const top = height - bare.height;
  assertEquals(width, bare.width);
  const columns = [0, 41, 83 + 16, 83 + 16 + 41];
  assertEquals(columns.map((left) => hasInk(left, 0, 41, top)), [true, false, true, false]);
});

Deno.test("a label that is too long stays within its place", async () => {
  const images = greys([0, 0]);
  const bare = await picture([{ images }]);
  const { width, height, hasInk } = await picture([{ images }], {
    rowLabels: ["b".repeat(200)],
    columnLabels: ["", "c".repeat(200)],
  });
  const left = width - bare.width, top = height - bare.height;
  assert(left > 150 && left < 240, `${left}`);
  assertEquals([hasInk(0, 0, left + 41, top), hasInk(left + 41, 0, 42, top)], [false, true]);
  const headed = await picture([{ images }, { images, heading: "a".repeat(200) }]);
  assertEquals(headed.hasInk(0, 0, bare.width + 16, headed.height - bare.height), false);
});

Deno.test("labels are light on dark and dark on light backgrounds", async () => {
  for (const [background, isLight] of [[[0, 0, 0], true], [[255, 255, 255], false]] as const) {
    const { at, height } = await picture([{ images: greys([128]), heading: "M" }], { background });
    const column = Array.from({ length: height - 42 }, (_, y) => [18, 20, 22, 24].map((x) => at(x, y)[0]!)).flat();
    assertEquals(isLight ? Math.max(...column) > 200 : Math.min(...column) < 60, true);
  }
});

Deno.test("groups of images are parted by four gaps", async () => {
  const { width, at } = await picture([{ images: greys([1, 2, 3, 4, 5], 1) }], { columns: 5, group: 2, gap: 1 });
  assertEquals(width, 5 + 1 + 1 + 4 + 1 + 4 + 1);
  assertEquals([1, 3, 8, 10, 15].map((x) => at(x, 1)[0]), [1, 2, 3, 4, 5]);
  assertEquals([2, 4, 5, 6, 7, 11, 14].map((x) => at(x, 1)), Array(7).fill([...BACKGROUND]));
});

const faults: [blocks: ImageBlock[], options: ImageGridOptions, message: string][] = [
  [[], {}, "there must be images: received no block"],
  [[{ images: tf.zeros([2, 4, 4]) }], {}, "expected [count, height, width, channels], received [2,4,4]"],
  [
    [{ images: tf.zeros([2, 4, 4, 1]) }, { images: tf.zeros([2, 4, 4, 3]) }],
    {},
    "images of all blocks must have one shape: expected [4,4,1], received [4,4,3]",
  ],
  [
    [{ images: tf.zeros([4, 4, 4, 1]) }],
    { rowLabels: ["a"] },
    "rowLabels must be one for each: expected 2, received 1",
  ],
  [
    [{ images: tf.zeros([2, 4, 4, 1]) }],
    { columnLabels: ["a", "b", "c"] },
    "columnLabels must be one for each: expected 2, received 3",
  ],
  [[{ images: tf.zeros([4, 4, 4, 1]) }], { group: 0 }, "group must be a positive integer: current value is 0"],
];

for (const [blocks, options, message] of faults) {
  Deno.test(`blocks are refused: ${message}`, async () => {
    const folder = await Deno.makeTempDir();
    await assertRejects(() => writeImageBlocks(blocks, `${folder}/blocks.png`, options), Error, message);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
}

Deno.test("drawing leaves the caller's tensors, and no other", async () => {
  const images = greys([0, 1]);
  const before = tf.memory().numTensors;
  await picture([{ images, heading: "x" }, { images }], { rowLabels: ["y"] });
  assertEquals([tf.memory().numTensors, images.isDisposed], [before, false]);
});
