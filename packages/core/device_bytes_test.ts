import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "./compiled_step.ts";
import { startCompute } from "./compute.ts";
import { uploadBytes } from "./device_bytes.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";

const BYTES = Uint8Array.from({ length: 24 }, (_, index) => (index * 11) % 256);

for (const backend of ["cpu", "tensorflow"] as const) {
  Deno.test(`device bytes on ${backend}: rows come by their numbers, in any order and repeatedly, as float32`, async () => {
    await startCompute({ backend });
    const table = uploadBytes(BYTES, [4, 3, 2]), indices = tf.tensor1d([3, 0, 3], "int32");
    const rows = table.gather(indices);
    assertEquals([table.shape, rows.shape, rows.dtype], [[4, 3, 2], [3, 3, 2], "float32"]);
    assertEquals(
      Array.from(rows.dataSync()),
      [3, 0, 3].flatMap((row) => Array.from(BYTES.subarray(6 * row, 6 * row + 6))),
    );
    const none = table.gather(tf.tensor1d([], "int32"));
    assertEquals(none.shape, [0, 3, 2]);
    tf.dispose([indices, rows, none]);
    table.dispose();
  });

  Deno.test(`device bytes on ${backend}: all 256 values keep their value, also of rows of one number`, async () => {
    await startCompute({ backend });
    const all = Uint8Array.from({ length: 256 }, (_, value) => value), table = uploadBytes(all, [256]);
    const rows = table.gather(tf.range(0, 256, 1, "int32"));
    assertEquals(rows.shape, [256]);
    assertEquals(rows.dataSync(), Float32Array.from(all));
    table.dispose();
  });

  Deno.test(`device bytes on ${backend}: a row that does not exist is refused`, async () => {
    await startCompute({ backend });
    const table = uploadBytes(BYTES, [4, 6]);
    for (const index of [4, -1]) assertThrows(() => table.gather(tf.tensor1d([index], "int32")), Error);
    table.dispose();
  });

  Deno.test(`device bytes on ${backend}: a wrong number of bytes is refused`, async () => {
    await startCompute({ backend });
    assertThrows(
      () => uploadBytes(BYTES, [4, 5]),
      RangeError,
      "Cannot upload bytes as their number must be that of shape [4,5], 20: current value is 24",
    );
  });

  Deno.test(`device bytes on ${backend}: other rows take the place of all, also more of them`, async () => {
    await startCompute({ backend });
    const table = uploadBytes(BYTES, [4, 3, 2]), indices = tf.tensor1d([4, 0], "int32");
    const others = Uint8Array.from({ length: 30 }, (_, index) => 255 - index);
    table.replace(others);
    assertEquals(table.shape, [5, 3, 2]);
    const expected = Float32Array.from([...others.subarray(24), ...others.subarray(0, 6)]);
    others.fill(0); // the table has a copy
    const rows = table.gather(indices);
    assertEquals(rows.dataSync(), expected);
    assertThrows(
      () => table.replace(new Uint8Array(13)),
      RangeError,
      "Cannot replace bytes as their number must be a multiple of a row's, 6 for [3,2]: current value is 13",
    );
    assertEquals(table.shape, [5, 3, 2]);
    tf.dispose([indices, rows]);
    table.dispose();
  });

  Deno.test(`device bytes on ${backend}: gathering and replacing keep no tensors, and dispose frees the table`, async () => {
    await startCompute({ backend });
    const count = () => [
      tf.memory().numTensors,
      backend === "tensorflow" ? (tf.backend() as TensorflowBackend).native.getNumOfTensors() : 0,
    ];
    const without = count(), table = uploadBytes(BYTES, [4, 6]), indices = tf.tensor1d([1], "int32");
    table.gather(indices).dispose();
    const before = count();
    table.gather(indices).dispose();
    table.replace(BYTES.subarray(0, 12));
    assertEquals(count(), before);
    indices.dispose();
    table.dispose();
    assertEquals(count(), without);
  });
}

Deno.test("device bytes on tensorflow: a table takes a quarter of the floats that it gives", async () => {
  await startCompute({ backend: "tensorflow" });
  const { native } = tf.backend() as TensorflowBackend;
  const first = native.nextTensorId, table = uploadBytes(BYTES, [4, 6]);
  assertEquals([native.dataType(first), native.shape(first)], [native.TF_UINT8, [4, 6]]);
  table.dispose();
});

Deno.test("device bytes on tensorflow: a compiled step gathers a new batch each time", async () => {
  await startCompute({ backend: "tensorflow" });
  const table = uploadBytes(BYTES, [4, 6]), counter = tf.variable(tf.scalar(0, "int32"), false);
  const step = new CompiledStep(() => {
    const rows = table.gather(counter.mod(tf.scalar(4, "int32")).reshape([1]));
    counter.assign(counter.add(tf.scalar(1, "int32")));
    return { sum: rows.sum() };
  }, { mode: "graph" });
  const sums = [0, 1, 2, 3].map((row) => BYTES.subarray(6 * row, 6 * row + 6).reduce((sum, value) => sum + value, 0));
  assertEquals(Array.from(await step.run([], 6)), [...sums, sums[0]!, sums[1]!]);
  step.dispose();
  table.dispose();
});

for (const mode of ["off", "graph", "xla"] as const) {
  Deno.test(`device bytes on tensorflow: a step run as "${mode}" sees what replaced the rows, and disposes no table`, async () => {
    await startCompute({ backend: "tensorflow" });
    const { native } = tf.backend() as TensorflowBackend;
    const table = uploadBytes(BYTES, [4, 6]), indices = tf.tensor1d([1], "int32");
    const step = new CompiledStep(() => ({ sum: table.gather(indices).sum() }), { mode });
    const sumOf = (bytes: Uint8Array) => bytes.subarray(6, 12).reduce((sum, value) => sum + value, 0);
    assertEquals([...await step.run([], 2)], [sumOf(BYTES), sumOf(BYTES)]);
    const handles = native.getNumOfTensors();
    for (const rows of [4, 4, 2]) {
      const others = BYTES.subarray(0, 6 * rows).map((byte) => byte + rows);
      table.replace(others);
      assertEquals([...await step.run([], 1)], [sumOf(others)]);
    }
    assertEquals(native.getNumOfTensors(), handles);
    step.dispose();
    assertEquals(table.gather(indices).shape, [1, 6]); // the step took the table and did not own it
    table.dispose();
  });
}
