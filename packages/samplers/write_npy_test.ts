import { startCompute } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { load } from "npyjs";
import { type GeneratedBatch, generateInBatches } from "./generate_in_batches.ts";
import { writeNpy } from "./write_npy.ts";

await startCompute({ backend: "cpu" });

const path = async () => `${await Deno.makeTempDir()}/folder/samples.npy`;
const identity = tf.sequential({ layers: [tf.layers.activation({ activation: "linear", inputShape: [3] })] });

Deno.test("a file has numpy's format, byte by byte", async () => {
  const file = await path();
  await writeNpy(tf.tensor2d([[1, -2.5]]), file);
  const bytes = await Deno.readFile(file);
  const length = bytes[8]! + 256 * bytes[9]!;
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + length));
  assertEquals([...bytes.subarray(0, 8)], [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  assertEquals(header.trimEnd(), "{'descr':'<f4','fortran_order':False,'shape':(1,2)}");
  assertEquals([header.at(-1), (10 + length) % 4], ["\n", 0]);
  assertEquals([...bytes.subarray(10 + length)], [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]); // 1 and -2.5
});

for (const shape of [[3], [4, 2], [5, 2, 3, 1], [700, 2]]) {
  Deno.test(`values of shape [${shape}] are read back to the bit`, async () => {
    const file = await path(), values = tf.randomNormal(shape, 0, 1, "float32", 1);
    await writeNpy(values, file);
    const read = await load(await Deno.readFile(file));
    assertEquals([read.shape, read.dtype, read.fortranOrder], [shape, "f4", false]);
    assertEquals(read.data, values.dataSync());
  });
}

Deno.test("numbers that are not finite stay what they are", async () => {
  const file = await path();
  await writeNpy(tf.tensor1d([NaN, Infinity, -Infinity]), file);
  assertEquals((await load(await Deno.readFile(file))).data, Float32Array.of(NaN, Infinity, -Infinity));
});

Deno.test("batches become the file that all images together become", async () => {
  const latents = tf.randomNormal([10, 3], 0, 1, "float32", 2);
  const [whole, batched] = [await path(), await path()];
  await writeNpy(latents, whole);
  const before = tf.memory().numTensors;
  await writeNpy(generateInBatches(identity, latents, { batch: 4 }), batched, { count: 10 });
  assertEquals(tf.memory().numTensors, before);
  assertEquals(await Deno.readFile(batched), await Deno.readFile(whole));
});

async function* batches(...shapes: number[][]): AsyncGenerator<GeneratedBatch> {
  for (const shape of shapes) yield await Promise.resolve({ start: 0, images: tf.zeros(shape) });
}

const faults: [shapes: number[][], count: number | undefined, message: string][] = [
  [[[2, 3]], undefined, "count must be the number of images: current value is undefined"],
  [[[2, 3], [2, 3]], 5, "batches must hold count images: expected 5, received 4"],
  [[[2, 3], [2, 3]], 3, "batches must hold count images: expected 3, received 4"],
  [[[2, 3], [2, 4]], 4, "batches must be alike: expected [3], received [4]"],
  [[], 1, "expected 1, received 0"],
];

for (const [shapes, count, message] of faults) {
  Deno.test(`batches of [${shapes.join("] and [")}] with count ${count} are refused, and leave no file`, async () => {
    const folder = await Deno.makeTempDir();
    await assertRejects(() => writeNpy(batches(...shapes), `${folder}/x.npy`, { count }), TypeError, message);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
}

Deno.test("another count than that of the tensor is refused", async () => {
  const file = await path();
  await assertRejects(() => writeNpy(tf.zeros([2, 2]), file, { count: 3 }), TypeError, "current value is 3");
});

Deno.test("an error names the file that cannot be written", async () => {
  const file = `${await Deno.makeTempFile()}/samples.npy`;
  await assertRejects(() => writeNpy(tf.zeros([2, 2]), file), Error, `Cannot write ${file}: `);
});
