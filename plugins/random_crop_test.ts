import { startCompute, type Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { randomCrop } from "./random_crop.ts";
import { assertUniform } from "./testdata/assert_uniform.ts";
import { changeReal, repeated } from "./testdata/change_real.ts";

await startCompute({ backend: "cpu" });

type Images = number[][][][];

const random = (shape: number[]) => tf.randomUniform(shape, -1, 1, "float32", 7);

/** An image whose pixels say where they are: their row and their column. */
function placed(height: number, width: number): Tensor {
  const rows = tf.range(0, height).reshape([height, 1]).tile([1, width]);
  return tf.stack([rows, tf.range(0, width).reshape([1, width]).tile([height, 1])], 2);
}

/** Where a part of an image begins, and its share of the image, from the places that its pixels show. */
function partOf(places: readonly number[]): { start: number; size: number } {
  const last = places.length - 2; // the outermost may be those of an edge
  const size = (places[last]! - places[1]!) / (last - 1);
  return { start: places[1]! + 0.5 - 1.5 * size, size };
}

Deno.test("parts have the image's proportions, any size of the range, and any place within the image", () => {
  const [height, width, count] = [12, 20, 1000], scale = [0.5, 0.9] as const;
  const cropped = changeReal(randomCrop({ scale }))(repeated(placed(height, width), count)).arraySync() as Images;
  const parts = cropped.map((image) => {
    const down = partOf(image.map((row) => row[0]![0]!)), right = partOf(image[0]!.map(([, column]) => column!));
    assertAlmostEquals(down.size, right.size, 1e-5);
    image.forEach((row, y) =>
      row.forEach(([atRow, atColumn], x) => {
        const expected = [down.start + (y + 0.5) * down.size - 0.5, right.start + (x + 0.5) * right.size - 0.5];
        assertAlmostEquals(atRow!, Math.min(Math.max(expected[0]!, 0), height - 1), 1e-4);
        assertAlmostEquals(atColumn!, Math.min(Math.max(expected[1]!, 0), width - 1), 1e-4);
      })
    );
    return {
      size: down.size,
      down: down.start / (height * (1 - down.size)),
      right: right.start / (width * (1 - right.size)),
    };
  });
  assertUniform(parts.map(({ size }) => size), ...scale);
  assertUniform(parts.map(({ down }) => down), 0, 1);
  assertUniform(parts.map(({ right }) => right), 0, 1);
});

Deno.test("pixels between four others are their means by how near they are, in each channel", () => {
  const [height, width] = [6, 5], image = random([height, width, 3]), pixels = image.arraySync() as number[][][];
  const both = tf.concat([image, placed(height, width)], 2);
  const cropped = changeReal(randomCrop({ scale: 0.6 }))(repeated(both, 20)).arraySync() as Images;
  for (const result of cropped) {
    for (const values of result.flat()) {
      const [y, x] = values.slice(3) as [number, number], top = Math.floor(y), left = Math.floor(x);
      const [down, right] = [y - top, x - left];
      for (const channel of [0, 1, 2]) {
        const at = (row: number, column: number) => pixels[row]?.[column]?.[channel] ?? 0;
        const upper = (1 - right) * at(top, left) + right * at(top, left + 1);
        const lower = (1 - right) * at(top + 1, left) + right * at(top + 1, left + 1);
        assertAlmostEquals(values[channel]!, (1 - down) * upper + down * lower, 1e-5);
      }
    }
  }
});

for (const scale of [1, [1, 1]] as const) {
  Deno.test(`the scale ${JSON.stringify(scale)} leaves images as they are, to the bit`, () => {
    const images = random([3, 7, 6, 3]);
    assertEquals(changeReal(randomCrop({ scale }))(images).arraySync(), images.arraySync());
  });
}

Deno.test("images of one value stay as they are", () => {
  const images = tf.stack([-1, 0.3, 1].map((value) => tf.fill([9, 7, 1], value)));
  const cropped = changeReal(randomCrop({ scale: [0.1, 1] }))(images);
  assertEquals(cropped.shape, images.shape);
  assert(cropped.sub(images).abs().max().dataSync()[0]! < 1e-6);
});

Deno.test("each step draws anew, and draws the same again when it is done again", () => {
  const crop = changeReal(randomCrop()), images = repeated(random([8, 8, 1]), 4);
  const [first, again, next] = [0, 0, 1].map((step) => [...crop(images, step).dataSync()]);
  assertEquals(first, again);
  assertNotEquals(first, next);
});

Deno.test("data that are no images are refused", () => {
  assertThrows(
    () => changeReal(randomCrop(), { shape: [2] }),
    TypeError,
    "Cannot crop images as it must hold images [height, width, channels]: current shape is [2]",
  );
});
