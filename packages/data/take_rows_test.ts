import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { readRows } from "./read_rows.ts";
import { ringOfGaussians } from "./ring_of_gaussians.ts";
import { type RowsToTake, takeRows } from "./take_rows.ts";
import { byteOf, streamedRows } from "./testdata/streamed_rows.ts";

await startCompute({ backend: "cpu" });

const indices = (...rows: number[]) => tf.tensor1d(rows, "int32");
const numbers = (dispose?: () => void) => {
  const source = arraySource({
    name: "numbers",
    values: Float32Array.of(10, 11, 12, 13),
    shape: [1],
    labels: [0, 1, 2, 0],
  });
  return { ...source, ...dispose && { dispose } };
};

const cases: [rows: number | RowsToTake, taken: number[]][] = [
  [1, [10]],
  [3, [10, 11, 12]],
  [4, [10, 11, 12, 13]],
  [{ from: 1 }, [11, 12, 13]],
  [{ to: 2 }, [10, 11]],
  [{ from: 1, to: 3 }, [11, 12]],
  [{ from: 3, to: 4 }, [13]],
  [{}, [10, 11, 12, 13]],
];

for (const [rows, taken] of cases) {
  Deno.test(`takeRows of ${JSON.stringify(rows)} takes ${taken.length} rows with their labels`, async () => {
    const source = takeRows(numbers(), rows), labels = [0, 1, 2, 0];
    const all = tf.range(0, source.size, 1, "int32");
    assertEquals([...source.gather(all).dataSync()], taken);
    assertEquals([...source.gatherLabels!(all).dataSync()], taken.map((value) => labels[value - 10]!));
    assertEquals([source.size, source.range, source.classes], [taken.length, [10, 13], ["0", "1", "2"]]);

    const streamed = takeRows(streamedRows({ size: 4, storedShape: [1], range: [0, 255] }), rows);
    const read = await readRows(streamed, [...taken.keys()]);
    assertEquals([...read.dataSync()], taken.map((value) => byteOf(value - 10, 0)));
    assertEquals([...streamed.labels!], taken.map((value) => (value - 10) % 2));
  });
}

Deno.test("takeRows says in its name which rows it has, and keeps modes", () => {
  const ring = takeRows(ringOfGaussians({ count: 100 }), { from: 8, to: 24 });
  assertEquals(ring.name, "ring of Gaussians, rows 8 to 23");
  assertEquals(ring.modes!.centers.length, 8);
});

Deno.test("takeRows does not reach rows outside", () => {
  assertThrows(() => takeRows(numbers(), { from: 1, to: 3 }).gather(indices(2)).dataSync());
});

Deno.test("takeRows disposes its source once", () => {
  let disposed = 0;
  const source = takeRows(numbers(() => disposed++), 2);
  source.dispose();
  source.dispose();
  assertEquals(disposed, 1);
});

const faults: [rows: number | RowsToTake, message: string][] = [
  [0, "count must be an integer from 1 to 4: current value is 0"],
  [5, "count must be an integer from 1 to 4: current value is 5"],
  [1.5, "count must be an integer from 1 to 4: current value is 1.5"],
  [{ from: -1 }, "from must be an integer from 0 to 3: current value is -1"],
  [{ from: 4 }, "from must be an integer from 0 to 3: current value is 4"],
  [{ from: 2, to: 2 }, "to must be an integer from 3 to 4: current value is 2"],
  [{ to: NaN }, "to must be an integer from 1 to 4: current value is NaN"],
];

for (const [rows, message] of faults) {
  Deno.test(`takeRows refuses rows: ${message}`, () => {
    assertThrows(() => takeRows(numbers(), rows), RangeError, `Cannot take rows of numbers as ${message}`);
  });
}
