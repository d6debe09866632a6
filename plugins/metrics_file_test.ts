import type { Plugin } from "@forger/trainers";
import { assertEquals, assertRejects } from "@std/assert";
import { metricsFile } from "./metrics_file.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { trainTinyImages } from "./testdata/tiny_images.ts";

const losses = (step: number) => ({ discriminator: step / 4, "generator": -step });

/** The lines of a metrics file, or undefined where there is none. */
function lines(folder: string, format: "jsonl" | "csv"): string[] | undefined {
  try {
    return Deno.readTextFileSync(`${folder}/metrics.${format}`).split("\n");
  } catch {
    return undefined;
  }
}

Deno.test("every step becomes a line of JSON and a row of CSV, over several reports", async () => {
  const run = await fakeRun();
  await drive(metricsFile(), run, [report([1, 2], losses), report([3, 3], losses)]);
  assertEquals(lines(run.folder, "jsonl"), [
    '{"step":1,"discriminator":0.25,"generator":-1}',
    '{"step":2,"discriminator":0.5,"generator":-2}',
    '{"step":3,"discriminator":0.75,"generator":-3}',
    "",
  ]);
  assertEquals(lines(run.folder, "csv"), ["step,discriminator,generator", "1,0.25,-1", "2,0.5,-2", "3,0.75,-3", ""]);
});

Deno.test("values are read back to the same bits", async () => {
  const run = await fakeRun();
  const values = [Math.fround(Math.PI), 1e-30, 5e-324, Number.MAX_VALUE, -0.1];
  await drive(metricsFile(), run, [report([1, values.length], (step) => ({ value: values[step - 1]! }))]);
  assertEquals(lines(run.folder, "jsonl")!.slice(0, -1).map((line) => JSON.parse(line).value), values);
  assertEquals(lines(run.folder, "csv")!.slice(1, -1).map((line) => Number(line.split(",")[1])), values);
});

Deno.test("numbers that are not finite are strings in JSON, and bare in CSV", async () => {
  const run = await fakeRun();
  await drive(metricsFile(), run, [report([1, 1], () => ({ a: NaN, b: Infinity, c: -Infinity, d: 0 }))]);
  const parsed = JSON.parse(lines(run.folder, "jsonl")![0]!);
  assertEquals(parsed, { step: 1, a: "NaN", b: "Infinity", c: "-Infinity", d: 0 });
  assertEquals(["a", "b", "c"].map((name) => Number(parsed[name])), [NaN, Infinity, -Infinity]);
  assertEquals(lines(run.folder, "csv")![1], "1,NaN,Infinity,-Infinity,0");
});

Deno.test("only the formats asked for are written, and only every so many steps", async () => {
  const run = await fakeRun();
  await drive(metricsFile({ formats: "csv", every: 3 }), run, [report([1, 5], losses), report([6, 8], losses)]);
  assertEquals(lines(run.folder, "jsonl"), undefined);
  assertEquals(lines(run.folder, "csv"), ["step,discriminator,generator", "3,0.75,-3", "6,1.5,-6", ""]);
});

Deno.test("a name that comes up later becomes a column, with empty fields in the rows before", async () => {
  const run = await fakeRun();
  const late = (step: number): Record<string, number> => step < 3 ? { a: step } : { a: step, 'b, "c"': 9 };
  await drive(metricsFile(), run, [report([1, 2], late), report([3, 4], late), report([5, 5], () => ({ a: 5 }))]);
  assertEquals(lines(run.folder, "csv"), ['step,a,"b, ""c"""', "1,1,", "2,2,", "3,3,9", "4,4,9", "5,5,", ""]);
  assertEquals(JSON.parse(lines(run.folder, "jsonl")![3]!), { step: 4, a: 4, 'b, "c"': 9 });
});

Deno.test("a continued run drops the rows that it does again, and one that was cut short", async () => {
  const run = await fakeRun();
  const late = () => ({ a: 1, 'b, "c"': 2 });
  await drive(metricsFile(), run, [report([1, 5], late)]);
  for (const format of ["jsonl", "csv"]) {
    const path = `${run.folder}/metrics.${format}`;
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).slice(0, -4)); // killed while it wrote
  }
  await drive(metricsFile(), run, [report([4, 5], () => ({ a: 7, d: 8 })), report([6, 6], () => ({ a: 7, d: 8 }))]);
  const expected = ['step,a,"b, ""c""",d', "1,1,2,", "2,1,2,", "3,1,2,", "4,7,,8", "5,7,,8", "6,7,,8", ""];
  assertEquals(lines(run.folder, "csv"), expected);
  const steps = lines(run.folder, "jsonl")!.slice(0, -1).map((line) => JSON.parse(line));
  assertEquals(steps.map(({ step }) => step), [1, 2, 3, 4, 5, 6]);
  assertEquals(steps[3], { step: 4, a: 7, d: 8 });
});

Deno.test("steps that a run goes back to replace their rows and those that followed", async () => {
  const run = await fakeRun({ warn: (text) => assertEquals(text, "no warning") });
  const first = (step: number) => ({ a: step }), second = (step: number) => ({ a: -step, b: 1 });
  await drive(metricsFile(), run, [
    report([1, 4], first),
    report([5, 6], first),
    report([3, 3], second),
    report([4, 5], second),
  ]);
  assertEquals(lines(run.folder, "csv"), ["step,a,b", "1,1,", "2,2,", "3,-3,1", "4,-4,1", "5,-5,1", ""]);
  const rows = lines(run.folder, "jsonl")!.slice(0, -1).map((line) => JSON.parse(line));
  assertEquals(rows.map(({ step, a }) => [step, a]), [[1, 1], [2, 2], [3, -3], [4, -4], [5, -5]]);
});

Deno.test("with rows every few steps, going back between two rows drops the later one at once", async () => {
  const run = await fakeRun();
  const plugin = metricsFile({ every: 3 });
  await drive(plugin, run, [report([1, 7], losses), report([5, 5], losses)]);
  assertEquals(lines(run.folder, "csv"), ["step,discriminator,generator", "3,0.75,-3", ""]);
  await drive(plugin, run, [report([1, 7], losses), report([5, 9], () => ({ discriminator: 0, generator: 0 }))]);
  assertEquals(lines(run.folder, "csv"), ["step,discriminator,generator", "3,0.75,-3", "6,0,0", "9,0,0", ""]);
});

Deno.test("a run that another one continues keeps its rows and its header", async () => {
  const run = await fakeRun(), plugin = metricsFile();
  for (const steps of [[1, 2], [3, 3]] as const) await drive(plugin, run, [report(steps, losses)]);
  assertEquals(lines(run.folder, "csv"), ["step,discriminator,generator", "1,0.25,-1", "2,0.5,-2", "3,0.75,-3", ""]);
  assertEquals(lines(run.folder, "jsonl")!.length, 4);
});

Deno.test("a run that begins anew replaces what is there", async () => {
  const run = await fakeRun();
  for (const value of [1, 2]) await drive(metricsFile(), run, [report([1, 2], () => ({ value }))]);
  assertEquals(lines(run.folder, "csv"), ["step,value", "1,2", "2,2", ""]);
});

Deno.test("an error names the file that cannot be written", async () => {
  const run = await fakeRun({ folder: `${await Deno.makeTempDir()}/missing` });
  const write = () => drive(metricsFile(), run, [report([1, 1], losses)]);
  await assertRejects(write, Error, `Cannot write ${run.folder}/metrics.jsonl: the folder is missing`);
});

/** A run that wrote rows of ten steps and is resumed after the last one of them, as `change` leaves the files. */
async function resumed(change: (path: string) => Promise<void>, first = 11, every = 1) {
  const warnings: string[] = [];
  const run = await fakeRun({ step: 10, warn: (warning) => void warnings.push(warning) });
  const before = metricsFile({ every }), after = metricsFile({ every });
  await drive(before, run, [report([1, 10], losses)]);
  const state = JSON.parse(JSON.stringify(hook(before, "saveState")()));
  await drive(before, run, [report([1, 14], losses)]); // until it was killed
  for (const format of ["jsonl", "csv"]) await change(`${run.folder}/metrics.${format}`);
  await hook(after, "onTrainBegin")(run);
  hook(after, "restoreState")(state, run);
  for (const steps of [[first, 12], [13, 15]] as const) await hook(after, "onStepEnd")(report(steps, losses), run);
  await hook(after, "onTrainEnd")("finished", run);
  const csv = lines(run.folder, "csv")!.slice(1, -1).map((line) => Number(line.split(",")[0]));
  const jsonl = lines(run.folder, "jsonl")!.slice(0, -1).map((line) => JSON.parse(line).step as number);
  assertEquals(csv, jsonl);
  return { rows: jsonl, folder: run.folder, warnings };
}

const to15 = Array.from({ length: 15 }, (_, index) => index + 1);
const cut = (steps: number) => async (path: string) => {
  const all = (await Deno.readTextFile(path)).split("\n"), header = path.endsWith(".csv") ? 1 : 0;
  await Deno.writeTextFile(path, all.slice(0, header + steps).map((line) => `${line}\n`).join(""));
};

const breaks: [what: string, change: (path: string) => Promise<void>, rows: number[], lost: string | undefined][] = [
  ["has rows of later steps", async () => {}, to15, undefined],
  ["ends where it should", cut(10), to15, undefined],
  ["lost its end", cut(7), to15.filter((step) => step < 8 || step > 10), "8 to 10"],
  ["lost all rows", cut(0), to15.slice(10), "1 to 10"],
  ["is gone", (path) => Deno.remove(path), to15.slice(10), "1 to 10"],
  ["is empty", (path) => Deno.writeTextFile(path, ""), to15.slice(10), "1 to 10"],
  [
    "has zeros in the place of its end, and a row after them",
    async (path) => {
      await cut(8)(path);
      await Deno.writeTextFile(path, `\0\0\0\0\n9,`, { append: true });
    },
    to15.filter((step) => step < 9 || step > 10),
    "9 to 10",
  ],
];
for (const [what, change, rows, lost] of breaks) {
  Deno.test(`a resumed run whose file ${what} goes on in it without duplicates, and says what is missing`, async () => {
    const { folder, rows: found, warnings } = await resumed(change);
    assertEquals(found, rows);
    const expected = ["jsonl", "csv"].map((format) =>
      `metrics-file: ${folder}/metrics.${format} lacks rows that it has had: those of steps ${lost}`
    );
    assertEquals(warnings, lost === undefined ? [] : expected);
  });
}

Deno.test("with rows every few steps, only missing rows count as missing", async () => {
  for (const every of [3, 4, 7]) {
    const { rows, warnings } = await resumed(async () => {}, 11, every);
    assertEquals([rows, warnings], [to15.filter((step) => step % every === 0), []]);
    assertEquals((await resumed(cut(0), 11, every)).warnings.length, 2);
  }
});

Deno.test("a file that is new in a resumed run lacks nothing", async () => {
  const run = await fakeRun({ step: 10, warn: (text) => assertEquals(text, "no warning") });
  await drive(metricsFile(), run, [report([11, 12], losses), report([13, 13], losses)]);
  assertEquals(lines(run.folder, "jsonl")!.length, 3 + 1);
});

Deno.test("a run that goes back and ends there has no rows of later steps", async () => {
  const run = await fakeRun({ step: 3 }), plugin = metricsFile();
  await hook(plugin, "onTrainBegin")(run);
  await hook(plugin, "onStepEnd")(report([1, 3], losses), run);
  const state = hook(plugin, "saveState")();
  await hook(plugin, "onStepEnd")(report([4, 6], losses), run);
  hook(plugin, "restoreState")(state, run);
  await hook(plugin, "onTrainEnd")("stopped", run);
  assertEquals(lines(run.folder, "csv"), ["step,discriminator,generator", "1,0.25,-1", "2,0.5,-2", "3,0.75,-3", ""]);
});

Deno.test("what a plugin measures on the host and logs first is in the step's row, wherever it is in the list", async () => {
  let text = "";
  const measuring: Plugin = {
    name: "measuring",
    every: 3,
    onStepEnd: { order: "pre", handler: ({ step }, run) => run.log("evaluate/half", step / 2) },
    onTrainEnd: {
      order: "post",
      handler: (_reason, run) => void (text = Deno.readTextFileSync(`${run.folder}/metrics.jsonl`)),
    },
  };
  await trainTinyImages([metricsFile(), measuring], {}, { compile: "off" });
  const rows = text.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(rows.map((row) => row["evaluate/half"]), [undefined, undefined, 1.5, undefined, undefined, 3]);
  assertEquals(rows.map(({ generator }) => Number.isFinite(generator)), Array(6).fill(true));
});
