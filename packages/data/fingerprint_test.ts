// A run that goes on, and values that are compared, must find the same rows: also where a source is made of another.
import { startCompute } from "@forger/core";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { cacheRows } from "./cache_rows.ts";
import { concatRows } from "./concat_rows.ts";
import { csvPoints, type CsvPointsOptions } from "./csv_points.ts";
import { mapRows } from "./map_rows.ts";
import { mnist } from "./mnist.ts";
import { npyFile } from "./npy_file.ts";
import type { Source } from "./source.ts";
import { splitRows } from "./split_rows.ts";
import type { StreamedSource } from "./streamed_source.ts";
import { takeRows } from "./take_rows.ts";
import { mnistFolder } from "./testdata/mnist_folder.ts";
import { archiveFile, csvFile, writeFile } from "./testdata/number_files.ts";
import { streamedRows } from "./testdata/streamed_rows.ts";

await startCompute({ backend: "cpu" });

/** A source that says which rows it has. */
const named = (fingerprint?: string): StreamedSource => ({ ...streamedRows(), fingerprint });

const made: [label: string, make: (source: StreamedSource) => Source | StreamedSource | Promise<Source>][] = [
  ["mapRows", (source) => mapRows(source, (rows) => rows.neg())],
  ["takeRows", (source) => takeRows(source, 20)],
  ["the first of splitRows", (source) => splitRows(source, 0.5)[0]],
  ["the second of splitRows", (source) => splitRows(source, 0.5)[1]],
  ["concatRows", (source) => concatRows([streamedRows(), source])],
  ["cacheRows", (source) => cacheRows(source)],
  ["cacheRows on the device", async (source) => cacheRows(await cacheRows(source))],
];

for (const [label, make] of made) {
  Deno.test(`the fingerprint of ${label} is another one for another source, and the same for the same`, async () => {
    const [one, again, other] = [await make(named("a")), await make(named("a")), await make(named("b"))];
    assert(one.fingerprint);
    assertEquals(again.fingerprint, one.fingerprint);
    assertNotEquals(other.fingerprint, one.fingerprint);
    for (const source of [one, again, other]) source.dispose();
  });
}

Deno.test("the fingerprint is another one for other rows of the same source, one with and one without a fingerprint", () => {
  for (const source of [named("a"), named()]) {
    const rows = [takeRows(source, 20), takeRows(source, { from: 1, to: 21 }), takeRows(source, 21)];
    const parts = [0, 1].flatMap((seed) => splitRows(source, 1 / 3, { seed }));
    const all = [...rows, ...parts].map(({ fingerprint }) => fingerprint);
    assertEquals(new Set(all).size, all.length);
    assert(all.every((fingerprint) => fingerprint));
  }
});

Deno.test("what knows nothing of its rows has no fingerprint", () => {
  assertEquals(mapRows(named(), (rows) => rows).fingerprint, undefined);
  assertEquals(concatRows([named(), named()]).fingerprint, undefined);
});

const CSV = "x,y,side\n1,2,right\n3,4,left\n";

const otherTables: [label: string, text: string, options: CsvPointsOptions][] = [
  ["another number", CSV.replace("4", "5"), { label: "side" }],
  ["another label", CSV.replace("right", "left"), { label: "side" }],
  ["the labels exchanged", CSV.replace("right", "up").replace("left", "right").replace("up", "left"), {
    label: "side",
  }],
  ["rows exchanged", "x,y,side\n3,4,left\n1,2,right\n", { label: "side" }],
  ["another range", CSV, { label: "side", range: [-1, 1] }],
  ["other columns", CSV, { columns: ["y", "x"], label: "side" }],
  ["no labels", CSV, { columns: ["x", "y"] }],
];

for (const [label, text, options] of otherTables) {
  Deno.test(`the fingerprint of a table is another one for ${label}`, async () => {
    const fingerprint = async (text: string, options: CsvPointsOptions) =>
      (await csvPoints(await csvFile(text), options)).fingerprint;
    const first = await fingerprint(CSV, { label: "side" });
    assert(first);
    assertEquals(await fingerprint(`\ufeff${CSV.replaceAll("\n", "\r\n")}`, { label: "side" }), first);
    assertNotEquals(await fingerprint(text, options), first);
  });
}

Deno.test("the fingerprint of an array of a file is another one for another array, range or labels", async () => {
  const path = await archiveFile("stored"), copy = await writeFile("copy.npz", await Deno.readFile(path));
  const fingerprint = async (path: string, options: Parameters<typeof npyFile>[1]) =>
    (await npyFile(path, options)).fingerprint;
  const images = await fingerprint(path, { array: "images" });
  assert(images);
  assertEquals(await fingerprint(copy, { array: "images" }), images);
  const waves = await fingerprint(path, { array: "waves" });
  const all = [
    images,
    waves,
    await fingerprint(path, { array: "waves", range: [-5, 5] }),
    await fingerprint(path, { array: "images", labels: "digits" }),
  ];
  assertEquals(new Set(all).size, all.length);
});

Deno.test("a folder of files like MNIST's has a fingerprint, as its name is that of every other", async () => {
  const fingerprint = async (options: Parameters<typeof mnistFolder>[0] = {}) =>
    (await mnist({ folder: await mnistFolder(options) })).fingerprint;
  const first = await fingerprint();
  assert(first);
  assertEquals(await fingerprint({ packed: true }), first);
  assertNotEquals(await fingerprint({ labels: [3, 1, 8] }), first);
});
