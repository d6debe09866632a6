import { startCompute } from "@forger/core";
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { type EncodedPicture, encodeImageGrid } from "./encode_image_grid.ts";
import { type WebpOptions, writeWebp } from "./webp.ts";

await startCompute({ backend: "cpu" });

/** A picture of random colours. */
function noise(seed: number, [width, height]: readonly [width: number, height: number] = [24, 16]) {
  return encodeImageGrid(tf.randomUniform([1, height, width, 3], -1, 1, "float32", seed), { scale: 1, gap: 0 });
}

/** Writes a WebP and reads back what a viewer would show. */
async function written(pictures: readonly EncodedPicture[], options?: WebpOptions) {
  const file = `${await Deno.makeTempDir()}/folder/film.webp`;
  await writeWebp(pictures, file, options);
  const { format, pages = 1, width, pageHeight, delay, loop } = await sharp(file, { animated: true }).metadata();
  const frames: Uint8Array[] = [];
  for (let page = 0; page < pages; page++) frames.push(await sharp(file, { page }).removeAlpha().raw().toBuffer());
  return { format, width, height: pageHeight, delay, loop, frames, size: (await Deno.stat(file)).size };
}

const pixelsOf = ({ bytes }: EncodedPicture): Promise<Uint8Array> => sharp(bytes).removeAlpha().raw().toBuffer();

Deno.test("the pictures follow each other in their order, to the last colour, each as long as asked for", async () => {
  const pictures = await Promise.all([1, 2, 3].map((seed) => noise(seed)));
  const { frames, size: _, ...facts } = await written(pictures, { delay: [21, 1003, 40], lastDelay: 3000, loop: 7 });
  assertEquals(facts, { format: "webp", width: 24, height: 16, delay: [21, 1003, 3000], loop: 7 });
  for (const [index, picture] of pictures.entries()) {
    assertEquals([...frames[index]!], [...await pixelsOf(picture)]);
  }
});

Deno.test("without options each picture is shown for a tenth of a second, over and over", async () => {
  const { delay, loop } = await written([await noise(1), await noise(2)]);
  assertEquals([delay, loop], [[100, 100], 0]);
});

Deno.test("one picture is a WebP too", async () => {
  const picture = await noise(1);
  const { format, frames } = await written([picture]);
  assertEquals([format, frames.length, [...frames[0]!]], ["webp", 1, [...await pixelsOf(picture)]]);
});

Deno.test("equal pictures become one that is shown as long as all", async () => {
  const [first, second] = [await noise(1), await noise(2)];
  const { delay, frames } = await written([first, first, second], { delay: [50, 60, 70] });
  assertEquals([delay, frames.length], [[110, 70], 2]);
});

Deno.test("a lower quality takes fewer bytes, and is near the pictures", async () => {
  const smooth = await encodeImageGrid(tf.linspace(-1, 1, 64 * 64).reshape([1, 64, 64, 1]), { scale: 2, gap: 0 });
  const pictures = [smooth, await encodeImageGrid(tf.zeros([1, 64, 64, 1]), { scale: 2, gap: 0 })];
  const [good, bad] = [await written(pictures, { quality: 95 }), await written(pictures, { quality: 10 })];
  assertLess(bad.size, good.size);
  const expected = await pixelsOf(smooth);
  const off = expected.reduce((sum, value, at) => sum + Math.abs(value - good.frames[0]![at]!), 0) / expected.length;
  assert(off > 0 && off < 4, `${off}`);
});

const faults: [
  sizes: readonly (readonly [width: number, height: number])[],
  options: WebpOptions,
  error: ErrorConstructor,
  message: string,
][] = [
  [[], {}, TypeError, "there must be a picture: received none"],
  [[[8, 8], [9, 8]], {}, TypeError, "must be of one size: expected 8 x 8, received 9 x 8"],
  [[[8, 8], [8, 8]], { delay: [50] }, TypeError, "one for each picture: expected 2, received 1"],
  [[[8, 8], [8, 8]], { delay: [50, 10] }, RangeError, "from 20 to 16777215: current value is 10"],
  [[[8, 8]], { delay: 20.5 }, RangeError, "delay must be a whole number of milliseconds"],
  [[[8, 8]], { lastDelay: 2 ** 24 }, RangeError, "lastDelay must be a whole number of milliseconds"],
  [[[8, 8]], { loop: -1 }, RangeError, "loop must be an integer from 0 to 65535: current value is -1"],
  [[[8, 8]], { loop: 65_536 }, RangeError, "current value is 65536"],
  [[[8, 8]], { quality: 0 }, RangeError, "quality must be an integer from 1 to 100: current value is 0"],
  [[[8, 8]], { quality: 101 }, RangeError, "current value is 101"],
  [[[16_384, 1]], {}, RangeError, "sides of at most 16383 pixels: current size is 16384 x 1"],
];

for (const [sizes, options, error, message] of faults) {
  Deno.test(`a WebP of ${sizes.length} pictures with ${JSON.stringify(options)} is refused: ${message}`, async () => {
    const folder = await Deno.makeTempDir();
    const pictures = await Promise.all(sizes.map((size) => noise(1, size)));
    await assertRejects(() => writeWebp(pictures, `${folder}/film.webp`, options), error, message);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
}

Deno.test("an error names the file that cannot be written", async () => {
  const file = `${await Deno.makeTempFile()}/film.webp`;
  await assertRejects(async () => await writeWebp([await noise(1)], file), Error, `Cannot write ${file}: `);
});
