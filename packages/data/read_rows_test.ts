import { startCompute } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { readLabels } from "./read_labels.ts";
import { readRows } from "./read_rows.ts";
import { byteOf, streamedRows } from "./testdata/streamed_rows.ts";

const numbers = () =>
  arraySource({ name: "numbers", values: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2], labels: [2, 0, 1] });

for (const backend of ["cpu", "tensorflow"] as const) {
  Deno.test(`readRows and readLabels on ${backend} read rows of either kind in the order of their numbers`, async () => {
    await startCompute({ backend });
    const source = numbers(), before = tf.memory().numTensors;
    const rows = await readRows(source, [2, 0, 2]);
    assertEquals([rows.dtype, rows.arraySync()], ["float32", [[5, 6], [1, 2], [5, 6]]]);
    assertEquals(await readLabels(source, [2, 0, 2]), [1, 2, 1]);

    const streamed = streamedRows({ storedShape: [2], range: [0, 510] });
    const read = await readRows(streamed, [7, 0]);
    assertEquals([read.dtype, read.arraySync()], ["float32", [[2 * byteOf(7, 0), 2 * byteOf(7, 1)], [0, 22]]]);
    assertEquals(await readLabels(streamed, [7, 0]), [1, 0]);
    tf.dispose([rows, read]);
    assertEquals(tf.memory().numTensors, before);
    source.dispose();
  });

  Deno.test(`readRows and readLabels on ${backend} read no rows where none are asked for`, async () => {
    await startCompute({ backend });
    for (const source of [numbers(), streamedRows({ storedShape: [2] })]) {
      assertEquals((await readRows(source, [])).shape, [0, 2]);
      assertEquals(await readLabels(source, []), []);
    }
  });
}

Deno.test("readRows and readLabels refuse numbers of no row", async () => {
  await startCompute({ backend: "cpu" });
  for (const source of [numbers(), streamedRows({ name: "numbers", size: 3 })]) {
    for (const row of [3, -1, 0.5, NaN]) {
      const message =
        `Cannot read rows of numbers as each index must be an integer from 0 to 2: current value is ${row}`;
      await assertRejects(() => readRows(source, [0, row]), RangeError, message);
      await assertRejects(() => readLabels(source, [0, row]), RangeError, message);
    }
  }
});

Deno.test("readLabels refuses sources without labels", async () => {
  await startCompute({ backend: "cpu" });
  const plain = arraySource({ name: "plain", values: Float32Array.of(1, 2), shape: [1] });
  for (const source of [plain, streamedRows({ name: "plain", classes: null })]) {
    await assertRejects(
      () => readLabels(source, [0]),
      TypeError,
      "Cannot read labels of plain as it must have a label for each row: it has none",
    );
  }
});
