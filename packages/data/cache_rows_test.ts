import { startCompute } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { cacheRows } from "./cache_rows.ts";
import { mapRows } from "./map_rows.ts";
import { ringOfGaussians } from "./ring_of_gaussians.ts";
import type { Source } from "./source.ts";
import { byteOf, streamedRows } from "./testdata/streamed_rows.ts";

const indices = (...rows: number[]) => tf.tensor1d(rows, "int32");

/** Points of which it is counted how many are computed, and how many at most at once. */
function counted(
  size: number,
  rowSize = 1,
): { source: Source; count: { rows: number; most: number; disposed: number } } {
  const count = { rows: 0, most: 0, disposed: 0 };
  const source: Source = {
    name: "counted",
    size,
    shape: [rowSize],
    range: [0, size],
    gather(rows) {
      count.rows += rows.size;
      count.most = Math.max(count.most, rows.size);
      return tf.tidy(() => rows.toFloat().reshape([-1, 1]).tile([1, rowSize]));
    },
    dispose: () => void count.disposed++,
  };
  return { source, count };
}

for (const backend of ["cpu", "tensorflow"] as const) {
  Deno.test(`cacheRows on ${backend} computes every row once, and lets go of the source`, async () => {
    await startCompute({ backend });
    const { source, count } = counted(50, 3);
    const cached = await cacheRows(source);
    assertEquals(count, { rows: 50, most: 50, disposed: 1 });
    assertEquals(cached.gather(indices(49, 0)).arraySync(), [[49, 49, 49], [0, 0, 0]]);
    assertEquals(count.rows, 50);
    cached.dispose();
    cached.dispose();
    assertEquals(count.disposed, 1);
  });

  Deno.test(`cacheRows on ${backend} of a streamed source reads every row once, and keeps the source to decode`, async () => {
    await startCompute({ backend });
    const read: number[] = [];
    let disposed = 0;
    const onRead = (rows: Int32Array) => void read.push(...rows);
    const source = streamedRows({ size: 4, storedShape: [1], range: [0, 255], onRead, onDispose: () => disposed++ });
    const cached = await cacheRows(source);
    assertEquals([read, disposed], [[0, 1, 2, 3], 0]);
    assertEquals([...cached.gather(indices(3, 1)).dataSync()], [byteOf(3, 0), byteOf(1, 0)]);
    assertEquals([...cached.gatherLabels!(indices(3, 2)).dataSync()], [1, 0]);
    assertEquals(read.length, 4);
    cached.dispose();
    cached.dispose();
    assertEquals(disposed, 1);
  });
}

Deno.test("cacheRows computes and reads a part at a time", async () => {
  await startCompute({ backend: "cpu" });
  const rowSize = 2 ** 21, { source, count } = counted(5, rowSize); // two rows at a time
  const gatherLabels = (rows: tf.Tensor) => rows.clone();
  const cached = await cacheRows({ ...source, classes: ["a", "b", "c", "d", "e"], gatherLabels });
  assertEquals([count.rows, count.most], [5, 2]);
  assertEquals([...cached.gatherLabels!(indices(4, 1, 2)).dataSync()], [4, 1, 2]);
  assertEquals([...cached.gather(indices(4, 2)).slice([0, rowSize - 1], [2, 1]).dataSync()], [4, 2]);
  cached.dispose();

  const reads: number[] = [];
  const onRead = (rows: Int32Array) => void reads.push(rows.length);
  const read = async ({ length }: Int32Array) => await Promise.resolve(new Uint8Array(length * rowSize).fill(length));
  const streamed = { ...streamedRows({ size: 5, storedShape: [rowSize], range: [0, 255] }) };
  const wide = await cacheRows({ ...streamed, read: (rows) => (onRead(rows), read(rows)) });
  assertEquals(reads, [2, 2, 1]);
  assertEquals([...wide.gather(indices(4, 3)).slice([0, 0], [2, 1]).dataSync()], [1, 2]);
});

Deno.test("cacheRows keeps labels, classes, modes and range", async () => {
  await startCompute({ backend: "cpu" });
  const ring = ringOfGaussians({ count: 16 });
  const { classes, modes, name, range, shape, size } = ring;
  const cached = await cacheRows(ring);
  assertEquals(
    [cached.name, cached.size, cached.shape, cached.range, cached.classes, cached.modes],
    [name, size, shape, range, classes, modes],
  );
  assertEquals([...cached.gatherLabels!(indices(9, 7)).dataSync()], [1, 7]);
});

Deno.test("cacheRows of a cached streamed source keeps the decoded rows, and all are let go", async () => {
  await startCompute({ backend: "cpu" });
  let mapped = 0, disposed = 0;
  const source = mapRows(streamedRows({ onDispose: () => disposed++ }), (rows) => {
    mapped++;
    return rows.mul(1);
  });
  const before = tf.memory().numTensors;
  const cached = await cacheRows(await cacheRows(source));
  assertEquals([mapped, disposed], [1, 1]);
  cached.gather(indices(0)).dispose();
  assertEquals(mapped, 1);
  cached.dispose();
  assertEquals(tf.memory().numTensors, before + 1); // the indices of this test
});

Deno.test("where cacheRows fails the source stays, and nothing is left behind", async () => {
  await startCompute({ backend: "cpu" });
  let disposed = 0;
  const before = tf.memory().numTensors;
  const onRead = () => {
    throw new Error("no such file");
  };
  await assertRejects(() => cacheRows(streamedRows({ onRead, onDispose: () => disposed++ })), Error, "no such file");
  const points = arraySource({ name: "points", values: Float32Array.of(1, 2), shape: [1], labels: [0, 0] });
  const broken: Source = {
    ...points,
    gatherLabels() {
      throw new Error("no labels");
    },
    dispose: () => disposed++,
  };
  await assertRejects(() => cacheRows(broken), Error, "no labels");
  assertEquals(disposed, 0);
  points.dispose();
  assertEquals(tf.memory().numTensors, before);
});
