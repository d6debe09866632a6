import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { horizontalFlip } from "./horizontal_flip.ts";
import { mean } from "./testdata/assert_uniform.ts";
import { changeReal, repeated } from "./testdata/change_real.ts";

await startCompute({ backend: "cpu" });

type Images = number[][][][];

const random = (shape: number[]) => tf.randomUniform(shape, -1, 1, "float32", 7);

/** For each image whether it is mirrored; fails where it is neither that nor as it was. */
function mirrored(before: Images, after: Images): boolean[] {
  return after.map((image, index) => {
    const original = before[index]!, isSame = JSON.stringify(image) === JSON.stringify(original);
    if (!isSame) assertEquals(image, original.map((row) => row.toReversed()));
    return !isSame;
  });
}

for (const share of [0.5, 0.1, 0.9]) {
  Deno.test(`with the share ${share} so many images are mirrored left to right, and the others are left alone`, () => {
    const count = 1000, images = random([count, 3, 4, 3]);
    const after = changeReal(horizontalFlip({ share }))(images).arraySync() as Images;
    const found = mirrored(images.arraySync() as Images, after).map(Number);
    assertAlmostEquals(mean(found), share, 4 * Math.sqrt(share * (1 - share) / count));
  });
}

Deno.test("the share 0 leaves all images as they are, the share 1 mirrors all, and mirroring twice is nothing", () => {
  const images = random([5, 3, 5, 2]), original = images.arraySync() as Images;
  assertEquals(changeReal(horizontalFlip({ share: 0 }))(images).arraySync(), original);
  const mirror = changeReal(horizontalFlip({ share: 1 })), once = mirror(images);
  assertEquals(mirrored(original, once.arraySync() as Images), Array(5).fill(true));
  assertEquals(mirror(once, 1).arraySync(), original);
});

Deno.test("each step draws anew, and draws the same again when it is done again", () => {
  const flip = changeReal(horizontalFlip()), images = repeated(random([2, 3, 1]), 64);
  const [first, again, next] = [0, 0, 1].map((step) => [...flip(images, step).dataSync()]);
  assertEquals(first, again);
  assertNotEquals(first, next);
});

Deno.test("data that are no images are refused", () => {
  assertThrows(
    () => changeReal(horizontalFlip(), { shape: [2] }),
    TypeError,
    "Cannot mirror images as it must hold images [height, width, channels]: current shape is [2]",
  );
});
