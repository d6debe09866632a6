import { startCompute } from "@forger/core";
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { type EncodedPicture, encodeImageGrid } from "./encode_image_grid.ts";
import { type GifOptions, writeGif } from "./gif.ts";

await startCompute({ backend: "cpu" });

/** A picture of one colour. */
function plain(
  colour: readonly [red: number, green: number, blue: number],
  [width, height]: readonly [width: number, height: number] = [8, 8],
): Promise<EncodedPicture> {
  const image = tf.tile(tf.tensor4d([...colour], [1, 1, 1, 3]), [1, height, width, 1]);
  return encodeImageGrid(image, { scale: 1, gap: 0, range: [0, 255] });
}

const COLOURS = [[255, 0, 0], [0, 255, 0], [10, 20, 250], [128, 128, 128]] as const;

/** Writes a GIF and reads back what a viewer would show. */
async function written(pictures: readonly EncodedPicture[], options?: GifOptions) {
  const file = `${await Deno.makeTempDir()}/folder/film.gif`;
  await writeGif(pictures, file, options);
  const { format, pages = 1, width, pageHeight, delay, loop } = await sharp(file, { animated: true }).metadata();
  const frames: Uint8Array[] = [];
  for (let page = 0; page < pages; page++) {
    frames.push(await sharp(file, { page }).toColourspace("srgb").removeAlpha().raw().toBuffer());
  }
  return { format, width, height: pageHeight, delay, loop, frames };
}

Deno.test("the pictures follow each other in their order, each as long as asked for, over and over", async () => {
  const pictures = await Promise.all(COLOURS.map((colour) => plain(colour)));
  const { frames, ...facts } = await written(pictures, { delay: 60, lastDelay: 1500 });
  assertEquals(facts, { format: "gif", width: 8, height: 8, delay: [60, 60, 60, 1500], loop: 0 });
  assertEquals(frames.map((pixels) => [...pixels.subarray(3 * 35, 3 * 36)]), COLOURS.map((colour) => [...colour]));
});

Deno.test("each picture may have a delay of its own, and the film an end", async () => {
  const pictures = await Promise.all(COLOURS.map((colour) => plain(colour)));
  const { delay, loop } = await written(pictures, { delay: [50, 20, 700, 90], loop: 3 });
  assertEquals([delay, loop], [[50, 20, 700, 90], 3]);
});

Deno.test("without options each picture is shown for a tenth of a second", async () => {
  const { delay } = await written(await Promise.all(COLOURS.map((colour) => plain(colour))));
  assertEquals(delay, [100, 100, 100, 100]);
});

Deno.test("one picture is a GIF too", async () => {
  const { format, frames } = await written([await plain([0, 0, 255])]);
  assertEquals([format, frames.length, ...frames[0]!.subarray(0, 3)], ["gif", 1, 0, 0, 255]);
});

Deno.test("pictures that are equal or hardly differ are all there", async () => {
  const greys = [0, 1, 1, 2, 7];
  const { delay, frames } = await written(await Promise.all(greys.map((grey) => plain([grey, grey, grey]))));
  assertEquals(delay, greys.map(() => 100));
  assertEquals(frames.map((pixels) => pixels[0]!), greys);
});

Deno.test("all levels of grey are off by one at most, in every picture", async () => {
  const ends = [[-1, 1], [1, -1], [-1, -0.9], [-0.95, -0.85]] as const;
  const pictures = await Promise.all(
    ends.map(([first, last]) =>
      encodeImageGrid(tf.linspace(first, last, 256).reshape([1, 16, 16, 1]), { scale: 2, gap: 3 })
    ),
  );
  const { frames } = await written(pictures);
  for (const [index, { bytes }] of pictures.entries()) {
    const expected = await sharp(bytes).removeAlpha().raw().toBuffer();
    assertEquals(frames[index]!.length, expected.length);
    const off = expected.map((value, at) => Math.abs(value - frames[index]![at]!));
    assert(Math.max(...off) <= 1, `${Math.max(...off)} in picture ${index}`);
  }
});

const faults: [
  sizes: readonly (readonly [width: number, height: number])[],
  options: GifOptions,
  error: ErrorConstructor,
  message: string,
][] = [
  [[], {}, TypeError, "there must be a picture: received none"],
  [[[8, 8], [8, 8], [9, 8]], {}, TypeError, "must be of one size: expected 8 x 8, received 9 x 8"],
  [[[8, 8], [8, 9]], {}, TypeError, "received 8 x 9"],
  ...[0, 10, 25, -100, NaN, 655_360].map((delay) =>
    [
      [[8, 8]],
      { delay, lastDelay: 100 },
      RangeError,
      `Cannot write GIF as delay must be a multiple of 10 milliseconds from 20 to 655350: current value is ${delay}`,
    ] as [[number, number][], GifOptions, ErrorConstructor, string]
  ),
  [[[8, 8], [8, 8]], { delay: [50, 50, 50] }, TypeError, "one for each picture: expected 2, received 3"],
  [[[8, 8], [8, 8]], { delay: [55, 50] }, RangeError, "delay must be a multiple of 10 milliseconds"],
  [[[8, 8]], { loop: 0.5 }, RangeError, "Cannot write GIF as loop must be an integer from 0 to 65535"],
  [[[8, 8]], { lastDelay: 5 }, RangeError, "lastDelay must be a multiple of 10 milliseconds"],
];

for (const [sizes, options, error, message] of faults) {
  Deno.test(`a GIF of ${sizes.length} pictures with ${JSON.stringify(options)} is refused: ${message}`, async () => {
    const folder = await Deno.makeTempDir();
    const pictures = await Promise.all(sizes.map((size) => plain([1, 2, 3], size)));
    await assertRejects(() => writeGif(pictures, `${folder}/film.gif`, options), error, message);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
}

Deno.test("an error names the file that cannot be written", async () => {
  const file = `${await Deno.makeTempFile()}/film.gif`;
  await assertRejects(async () => await writeGif([await plain([1, 2, 3])], file), Error, `Cannot write ${file}: `);
});
