import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { csvPoints, type CsvPointsOptions } from "./csv_points.ts";
import type { Source } from "./source.ts";
import { csvFile } from "./testdata/number_files.ts";

await startCompute({ backend: "cpu" });

const all = ({ size }: Source) => tf.range(0, size, 1, "int32");
const rowsOf = (source: Source) => source.gather(all(source)).arraySync();
const labelsOf = (source: Source) => source.gatherLabels!(all(source)).arraySync();

const PLAIN = "x,y,z\n1,2,3\n-4,5.5,6e1\n";
const NAMED = "x,y,side\n1,2,right\n3,4,left\n5,6,right\n";

const read: [label: string, text: string, options: CsvPointsOptions, rows: number[][]][] = [
  ["a header", PLAIN, {}, [[1, 2, 3], [-4, 5.5, 60]]],
  ["no header", "1,2\n3,4\n", {}, [[1, 2], [3, 4]]],
  ["a header of numbers, when told so", "2020,2021\n3,4\n", { header: true }, [[3, 4]]],
  ["columns by name, in their order", PLAIN, { columns: ["z", "x"] }, [[3, 1], [60, -4]]],
  ["columns by number", PLAIN, { columns: [2, 3] }, [[2, 3], [5.5, 60]]],
  ["columns of no header, by number as text", "1,2\n3,4\n", { columns: ["2"] }, [[2], [4]]],
  ["a column that is no number and not asked for", NAMED, { columns: ["y", "x"] }, [[2, 1], [4, 3], [6, 5]]],
  ["another delimiter", "x;y\n1;2\n", { delimiter: ";" }, [[1, 2]]],
  ["tabs", "x\ty\n1\t2\n", { delimiter: "\t" }, [[1, 2]]],
  ["quotes, spaces, a byte order mark and lines of Windows", '\ufeff"x", y\r\n "1" , 2 \r\n', { columns: ["x", "y"] }, [
    [1, 2],
  ]],
  ["empty lines", "x,y\n\n1,2\n\n  \n3,4", {}, [[1, 2], [3, 4]]],
  ["every way to write a number", "x\n+1\n-.5\n2.\n1e-2\n1E+2\n007\n", {}, [[1], [-0.5], [2], [0.01], [100], [7]]],
];

for (const [label, text, options, rows] of read) {
  Deno.test(`csvPoints reads ${label}`, async () => {
    const source = await csvPoints(await csvFile(text), options);
    assertEquals(rowsOf(source), rows.map((row) => row.map(Math.fround)));
    assertEquals([source.name, source.size, source.shape], ["points.csv", rows.length, [rows[0]!.length]]);
    assertEquals(source.gatherLabels, undefined);
  });
}

Deno.test("csvPoints makes each label a class, sorted, and leaves their column out of the rows", async () => {
  for (const label of ["side", 3]) {
    const source = await csvPoints(await csvFile(NAMED), { label });
    assertEquals(rowsOf(source), [[1, 2], [3, 4], [5, 6]]);
    assertEquals([source.classes, labelsOf(source)], [["left", "right"], [1, 0, 1]]);
  }
});

Deno.test("csvPoints takes a first line with a number for a row, also where it has a label", async () => {
  const source = await csvPoints(await csvFile("1,2,right\n3,4,left\n"), { label: 3 });
  assertEquals([rowsOf(source), source.classes], [[[1, 2], [3, 4]], ["left", "right"]]);
});

Deno.test("csvPoints sorts classes that are numbers as numbers, others as text", async () => {
  const classes = async (labels: string[]) =>
    (await csvPoints(await csvFile(["x,c", ...labels.map((label) => `1,${label}`)].join("\n")), { label: "c" }))
      .classes;
  assertEquals(await classes(["10", "9", "2", "10"]), ["2", "9", "10"]);
  assertEquals(await classes(["10", "9", "b", "B"]), ["10", "9", "B", "b"]);
});

Deno.test("csvPoints stretches each column to the range", async () => {
  const source = await csvPoints(await csvFile("a,b\n0,100\n1,300\n4,200\n"), { range: [-1, 1], name: "mine" });
  assertEquals([source.name, source.range], ["mine", [-1, 1]]);
  const expected = [[-1, -1], [-0.5, 1], [1, 0]];
  (rowsOf(source) as number[][]).forEach((row, index) => {
    row.forEach((value, axis) => assertAlmostEquals(value, expected[index]![axis]!, 1e-6));
  });
});

Deno.test("csvPoints takes the path as an address too", async () => {
  assertEquals((await csvPoints(pathToFileURL(await csvFile(PLAIN)))).size, 2);
});

const faults: [label: string, text: string, options: CsvPointsOptions, message: string][] = [
  ["an empty file", "", {}, "it must have rows: it is empty"],
  ["empty lines alone", "\n \n", {}, "it must have rows: it is empty"],
  ["a header alone", "x,y\n", {}, "it must have rows: it has nothing but a header, x, y"],
  ["text", "x,y\n1,2\n3,abc\n", {}, "column y of line 3 must be a number: current value is abc"],
  ["text after an empty line", "x,y\n\n1,2\n\n3,abc\n", {}, "column y of line 5 must be a number"],
  ["text in a file without a header", "1,2\nabc,3\n", {}, "column 1 of line 2 must be a number: current value is abc"],
  ["an empty field", "x,y\n1,\n", {}, "column y of line 2 must be a number: current value is empty"],
  ["NaN", "x\n1\nNaN\n", {}, "column x of line 3 must be a number: current value is NaN"],
  ["infinity", "x\n1\ninf\n", {}, "current value is inf"],
  ["a number beyond float32", "x\n1\n1e39\n", {}, "current value is 1e39"],
  ["a hexadecimal number", "x\n1\n0x10\n", {}, "current value is 0x10"],
  [
    "a comma in a number",
    "x;y\n1,5;2\n",
    { delimiter: ";" },
    "column x of line 2 must be a number: current value is 1,5",
  ],
  ["too few fields", "x,y\n1,2\n3\n", {}, "line 3 must have 2 fields, as line 1 has: current number is 1"],
  ["too many fields", "x,y\n\n1,2,3\n", {}, "line 3 must have 2 fields, as line 1 has: current number is 3"],
  [
    "a wrong delimiter",
    "x;y\n1;2\n",
    {},
    'column x;y of line 2 must be a number: current value is 1;2; where ";" is between two fields, give it as `delimiter`',
  ],
  ["tabs", "1\t2\n3\t4\n", {}, 'current value is 3\t4; where "\\t" is between two fields, give it as `delimiter`'],
  [
    "a comma at the end of each line",
    "x,\n1,\n",
    {},
    "column 2 of line 2 must be a number: current value is empty; leave out the line, or name the columns of numbers in `columns`",
  ],
  ["no delimiter", PLAIN, { delimiter: "" }, "delimiter must be a non empty string"],
  ["an open quote", 'x,y\n"1,2\n', {}, 'must be a table of fields with "," between them: Quote Not Closed'],
  ["two columns of a name", "x,y,x\n1,2,3\n", {}, 'the names of its columns must differ: "x" is there twice'],
  [
    "a misspelt column",
    NAMED,
    { columns: ["x", "Y "] },
    'a column must be one of x, y, side: "Y " is none, did you mean "y"?',
  ],
  ["a misspelt label", NAMED, { label: "sied" }, '"sied" is none, did you mean "side"?'],
  ["a name without a header", "1,2\n", { columns: ["x"] }, 'a column must be one of 1, 2: "x" is none'],
  ["column 0", PLAIN, { columns: [0] }, "an integer from 1 to 3, for x, y, z: current value is 0"],
  ["column 4 of 3", PLAIN, { columns: [4] }, "current value is 4"],
  ["half a column", PLAIN, { columns: [1.5] }, "current value is 1.5"],
  ["no columns", PLAIN, { columns: [] }, "one or more columns must make a row: its columns are x, y, z"],
  ["nothing but labels", "c\na\n", { label: "c", header: true }, "one or more columns must make a row"],
  ["an empty label", "x,c\n1,a\n2,\n", { label: "c" }, "column c of line 3 must be a label: it is empty"],
  [
    "a range for a column of one value",
    "x,y\n1,2\n1,3\n",
    { range: [-1, 1] },
    "to [-1, 1] as its values must be finite and not all the same: they reach from 1 to 1: leave it out of `columns` where it never changes",
  ],
  ["a range upside down", PLAIN, { range: [1, -1] }, "range must be two finite numbers, the lower one first"],
];

for (const [label, text, options, message] of faults) {
  Deno.test(`csvPoints names the file and the fault of ${label}`, async () => {
    const path = await csvFile(text);
    const thrown = await assertRejects(() => csvPoints(path, options), RangeError, message);
    assert(thrown.message.includes(path) || thrown.message.includes("source points.csv"));
  });
}

Deno.test("csvPoints names a file that is not there", async () => {
  await assertRejects(
    () => csvPoints("none/p.csv"),
    Error,
    "Cannot read none/p.csv as it must be a file that can be read",
  );
});
