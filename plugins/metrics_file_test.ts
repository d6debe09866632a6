import { assertEquals, assertRejects } from "@std/assert";
import { metricsFile } from "./metrics_file.ts";
import { drive } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

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
  const run = await fakeRun();
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
