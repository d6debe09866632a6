import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { arraySource } from "./array_source.ts";
import { concatRows, type ConcatRowsOptions } from "./concat_rows.ts";
import { mapRows } from "./map_rows.ts";
import { readRows } from "./read_rows.ts";
import type { Source } from "./source.ts";
import type { StreamedSource } from "./streamed_source.ts";
import { byteOf, streamedRows } from "./testdata/streamed_rows.ts";

await startCompute({ backend: "cpu" });

const indices = (...rows: number[]) => tf.tensor1d(rows, "int32");
const numbers = (name: string, values: readonly number[], labels?: readonly number[]): Source => {
  const classes = ["left", "right"];
  return arraySource({ name, values: Float32Array.from(values), shape: [1], ...labels && { labels, classes } });
};

Deno.test("concatRows has the rows of all, one source after another", () => {
  const source = concatRows([numbers("a", [1, 2]), numbers("b", [30]), numbers("c", [-4, 5, 6])]);
  assertEquals([source.name, source.size, source.range], ["a and b and c", 6, [-4, 30]]);
  assertEquals([...source.gather(indices(0, 1, 2, 3, 4, 5)).dataSync()], [1, 2, 30, -4, 5, 6]);
  assertEquals([...source.gather(indices(5, 2, 0, 2)).dataSync()], [6, 30, 1, 30]);
  assertEquals([source.classes, source.gatherLabels], [undefined, undefined]);
});

Deno.test("concatRows keeps labels of equal classes", () => {
  const source = concatRows([numbers("a", [1, 2], [1, 0]), numbers("b", [3], [1])], { name: "both" });
  assertEquals([source.name, source.classes], ["both", ["left", "right"]]);
  assertEquals([...source.gatherLabels!(indices(2, 1, 0)).dataSync()], [1, 0, 1]);
});

Deno.test("concatRows makes each source a class, whatever classes it has", () => {
  const source = concatRows([numbers("a", [1, 2], [1, 0]), numbers("b", [3]), numbers("c", [4, 5])], {
    classes: "by-source",
  });
  assertEquals(source.classes, ["a", "b", "c"]);
  assertEquals([...source.gatherLabels!(indices(0, 1, 2, 3, 4)).dataSync()], [0, 0, 1, 2, 2]);
});

Deno.test("what a source gives of rows of another is not seen, not even a NaN", async () => {
  const logarithms = mapRows(numbers("a", [1, 2]), (rows) => rows.sub(1).log().maximum(-9), { range: [-9, 0] });
  const rows = concatRows([logarithms, numbers("b", [7])]).gather(indices(2, 1));
  assertEquals([...rows.dataSync()], [7, 0]);
  const broken = mapRows(streamedRows({ name: "s", storedShape: [1] }), (rows) => rows.mul(NaN));
  const streamed = concatRows([broken, streamedRows({ name: "t", storedShape: [1], range: [0, 255] })]);
  assertEquals([...(await readRows(streamed, [60, 61])).dataSync()], [byteOf(0, 0), byteOf(1, 0)]);
});

Deno.test("concatRows of streamed sources reads each row from its own, stored and decoded as there", async () => {
  const reads: Record<string, number[]> = { s: [], t: [] };
  const onRead = (name: string) => (rows: Int32Array) => void reads[name]!.push(...rows);
  const pair = streamedRows({ name: "s", size: 3, storedShape: [2], range: [0, 255], onRead: onRead("s") });
  const sum = mapRows(
    streamedRows({ name: "t", size: 5, storedShape: [3], range: [0, 255], onRead: onRead("t") }),
    (rows) => tf.stack([rows.sum(1), rows.max(1)], 1),
    { shape: [2], range: [-1, 765], name: "t" },
  );
  const source = concatRows([pair, sum], { classes: "by-source" });
  assertEquals([source.size, source.range, source.classes], [8, [-1, 765], ["s", "t"]]);
  assertEquals([...source.labels!], [0, 0, 0, 1, 1, 1, 1, 1]);
  const rows = await readRows(source, [4, 2, 3, 0]);
  const triple = (row: number) => [0, 1, 2].map((place) => byteOf(row, place));
  const total = (row: number) => [triple(row).reduce((sum, byte) => sum + byte, 0), Math.max(...triple(row))];
  assertEquals(rows.arraySync(), [total(1), [byteOf(2, 0), byteOf(2, 1)], total(0), [byteOf(0, 0), byteOf(0, 1)]]);
  assertEquals(reads, { s: [2, 0], t: [1, 0] });
});

Deno.test("concatRows of streamed sources does not ask one of which no row is wanted", async () => {
  const fail = () => {
    throw new Error("nothing is wanted of it");
  };
  const source = concatRows([streamedRows({ size: 2 }), streamedRows({ name: "other", onRead: fail })]);
  assertEquals((await source.read(Int32Array.of(1, 0))).length, 2 * 7); // six bytes and the source's number
});

Deno.test("concatRows disposes each source once, also one that it has twice", () => {
  for (const create of [() => numbers("a", [1, 2]), () => streamedRows()]) {
    const disposed = [0, 0];
    const [first, second] = [0, 1].map((part): Source | StreamedSource => {
      return { ...create(), dispose: () => disposed[part]!++ };
    }) as [Source, Source];
    const source = concatRows([first, second, first]);
    source.dispose();
    source.dispose();
    assertEquals(disposed, [1, 1]);
  }
});

Deno.test("concatRows takes 256 streamed sources, and refuses more", async () => {
  const many = (count: number) => Array.from({ length: count }, () => streamedRows({ size: 1, storedShape: [1] }));
  const source = concatRows(many(256));
  assertEquals((await source.read(Int32Array.of(255)))[1], 255);
  assertThrows(
    () => concatRows(many(257)),
    RangeError,
    "Cannot concatenate streamed sources as there must be at most 256: current number is 257",
  );
});

const faults: [
  sources: readonly (Source | StreamedSource)[],
  options: ConcatRowsOptions,
  error: typeof RangeError,
  message: string,
][] = [
  [[], {}, TypeError, "Cannot concatenate sources as there must be one or more: current number is 0"],
  [
    [numbers("a", [1, 2]), streamedRows({ storedShape: [1] })],
    {},
    TypeError,
    "a and streamed as all must be streamed or all on the device: only streamed is streamed, and cacheRows puts",
  ],
  [
    [numbers("a", [1, 2]), arraySource({ name: "b", values: Float32Array.of(1, 2), shape: [2] })],
    {},
    TypeError,
    "a and b as their rows must have the same shape: a has [1], b has [2]",
  ],
  [
    [numbers("a", [1, 2], [0, 1]), numbers("b", [1, 2])],
    {},
    RangeError,
    'they must have the same classes, or become classes with "by-source": a has [left, right], b has none',
  ],
  [
    [streamedRows({ classes: ["x"] }), streamedRows({ classes: ["x", "y"] })],
    {},
    RangeError,
    "streamed has [x], streamed has [x, y]",
  ],
  [
    [numbers("a", [1, 2]), numbers("a", [3, 4])],
    { classes: "by-source" },
    RangeError,
    "sources that are to be classes must have different names: current names are a, a",
  ],
  [
    [numbers("a", [1, 2])],
    { classes: "bysource" as "by-source" },
    RangeError,
    'classes must be "equal" or "by-source": current value is bysource',
  ],
];

for (const [sources, options, error, message] of faults) {
  Deno.test(`concatRows refuses sources: ${message}`, () => {
    assertThrows(() => concatRows(sources, options), error, message);
  });
}
