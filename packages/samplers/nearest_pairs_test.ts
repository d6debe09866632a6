import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { writeNearestPairs } from "./nearest_pairs.ts";
import type { RealRows } from "./nearest_rows.ts";

await startCompute({ backend: "cpu" });

const SIDE = 32;

const greys = (levels: number[]) => tf.tile(tf.tensor4d(levels, [levels.length, 1, 1, 1]), [1, SIDE, SIDE, 1]);

function rowsOf(levels: number[]): RealRows {
  const table = greys(levels);
  return { size: levels.length, read: (indices) => tf.tidy(() => tf.gather(table, tf.tensor1d(indices, "int32"))) };
}

Deno.test("each sample stands right of its nearest real image, and the nearest pair comes first", async () => {
  const file = `${await Deno.makeTempDir()}/folder/pairs.png`;
  const { indices, distances } = await writeNearestPairs(greys([0.5, 0.8, 0.2]), rowsOf([1, 0, 0.55]), file, {
    range: [0, 1],
    scale: 1,
    columns: 2,
    chunk: 2,
  });
  assertEquals([...indices], [2, 0, 1]);
  [0.0025, 0.04, 0.04].forEach((distance, sample) => assertAlmostEquals(distances[sample]!, distance, 1e-6));
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const pair = 2 * SIDE + 1, top = info.height - 2 * (SIDE + 1) - 1;
  assertEquals(info.width, 1 + pair + 4 + pair + 1);
  const at = (x: number, y: number) => data[((top + y) * info.width + x) * 3];
  const [second, lower] = [1 + pair + 4, 2 + SIDE];
  assertEquals([at(1, 1), at(2 + SIDE, 1)], [140, 128]); // 0.55 and 0.5, the nearest
  const others = [[at(second, 1), at(second + SIDE + 1, 1)], [at(1, lower), at(2 + SIDE, lower)]];
  assertEquals(others.sort(), [[0, 51], [255, 204]]);
});

Deno.test("a picture of pairs leaves no tensors", async () => {
  const samples = greys([0, 1]), real = rowsOf([0.2]);
  const before = tf.memory().numTensors;
  await writeNearestPairs(samples, real, `${await Deno.makeTempDir()}/pairs.png`);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("what cannot be drawn is refused", async () => {
  const file = `${await Deno.makeTempDir()}/pairs.png`;
  await assertRejects(
    () => writeNearestPairs(greys([0]), rowsOf([0]), file, { scale: 0 }),
    RangeError,
    "scale must be",
  );
  await assertRejects(() => writeNearestPairs(greys([0]), rowsOf([]), file), RangeError, "number of real rows");
  await assertRejects(() => writeNearestPairs(greys([NaN]), rowsOf([0]), file), RangeError, "must be finite");
});
