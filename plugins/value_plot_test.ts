import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { drive } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { valuePlot } from "./value_plot.ts";

const outputs = (step: number) => ({
  discriminator: 1,
  "output/real": 1 - 1 / (1 + step),
  "output/fake": 1 / (1 + step),
  "output/fake_after": 0.25,
});

/** What a picture shows: its texts in order. */
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

const files = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();

Deno.test("without options it draws what the discriminator says of real and of generated images", async () => {
  const run = await fakeRun({ name: "mnist" });
  await drive(valuePlot(), run, [report([1, 300], outputs)]);
  assertEquals(files(run.folder), ["scores.svg"]);
  const svg = await Deno.readTextFile(`${run.folder}/scores.svg`), shown = texts(svg);
  for (const text of ["Scores of mnist", "step", "value", "output/real", "output/fake", "300"]) {
    assert(shown.includes(text), text);
  }
  for (const text of ["discriminator", "output/fake_after", "loss"]) assertEquals(shown.includes(text), false, text);
  const { width, height } = await sharp(new TextEncoder().encode(svg)).metadata();
  assertEquals([width, height], [960, 540]);
});

Deno.test("it draws the values that are asked for into the file that is asked for", async () => {
  const run = await fakeRun();
  const values = (step: number): Record<string, number> =>
    step % 50 === 0 ? { "modes/covered": step / 50, a: 1 } : { a: 1 };
  await drive(valuePlot({ values: "modes/covered", file: "modes" }), run, [report([1, 400], values)]);
  assertEquals(files(run.folder), ["modes.svg"]);
  const shown = texts(await Deno.readTextFile(`${run.folder}/modes.svg`));
  for (const text of ["Modes of fake", "modes/covered", "8"]) assert(shown.includes(text), `${text} in ${shown}`);
});

Deno.test("curves are told apart by their dashes, also where there are no colours", async () => {
  const run = await fakeRun(), names = ["a", "b", "c", "d", "e"];
  const values = (step: number) => Object.fromEntries(names.map((name, index) => [name, index + step / 50]));
  await drive(valuePlot({ values: names }), run, [report([1, 50], values)]);
  const svg = await Deno.readTextFile(`${run.folder}/scores.svg`);
  const lines = [...svg.matchAll(/<path[^>]*stroke-width="2.5"[^>]*>/g)].map(([line]) => line);
  const dashes = lines.map((line) => /stroke-dasharray="([^"]*)"/.exec(line)?.[1] ?? "solid");
  assertEquals([lines.length, new Set(dashes).size], [5, 5], dashes.join("; "));
});

Deno.test("names that have no room beside the title stand below it, none over another", async () => {
  const long = (index: number) => `some/rather-long-name-of-value-${index}`;
  for (const [count, rows, isBeside] of [[1, 1, true], [2, 1, true], [3, 2, false], [5, 3, false]] as const) {
    const run = await fakeRun(), names = Array.from({ length: count }, (_, index) => long(index));
    const values = () => Object.fromEntries(names.map((name) => [name, 1]));
    await drive(valuePlot({ values: names }), run, [report([1, 5], values)]);
    const svg = await Deno.readTextFile(`${run.folder}/scores.svg`);
    const places = names.map((name) => {
      const [, x, y] = new RegExp(`transform="translate\\(([\\d.]+) ([\\d.]+)\\)"[^>]*>${name}<`).exec(svg)!;
      return { x: Number(x), y: Number(y) };
    });
    assertEquals(new Set(places.map(({ y }) => y)).size, rows, `${count} names`);
    for (const { x, y } of places) {
      assert(x > 0 && x + 7 * long(0).length < 960, `${x}`);
      assert(isBeside ? x > 12 * "Scores of fake".length : y > 40, `${x}, ${y}`);
    }
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        assert(one.y !== other.y || Math.abs(one.x - other.x) > 7 * long(0).length, JSON.stringify(places));
      }
    }
  }
});

Deno.test("several stand side by side, and a failed run's is drawn too", async () => {
  const run = await fakeRun();
  const plugins = [valuePlot(), valuePlot({ values: ["discriminator"], file: "losses-again" })];
  assertEquals(plugins.map(({ name }) => name), ["value-plot", "value-plot-losses-again"]);
  for (const plugin of plugins) await drive(plugin, run, [report([1, 5], outputs)], "failed");
  assertEquals(files(run.folder), ["losses-again.svg", "scores.svg"]);
  assertStringIncludes(await Deno.readTextFile(`${run.folder}/losses-again.svg`), "Losses-again of fake");
});

Deno.test("values that nothing has logged are named at the end, with those that there were", async () => {
  const warnings: string[] = [];
  const run = await fakeRun({ warn: (warning) => warnings.push(warning) });
  const plugin = valuePlot({ values: ["output/real", "output/reel", "late"] });
  const late = (step: number): Record<string, number> => step < 9 ? outputs(step) : { ...outputs(step), late: 1 };
  await drive(plugin, run, [report([1, 5], outputs), report([6, 9], late), report([10, 12], outputs)]);
  assertEquals(warnings, [
    "scores.svg lacks output/reel, which nothing has logged: there were discriminator, output/real, output/fake, output/fake_after",
  ]);
  await drive(valuePlot(), run, [report([1, 5], outputs)]);
  assertEquals(warnings.length, 1);
});

Deno.test("without any of its values there is no drawing", async () => {
  const run = await fakeRun();
  await drive(valuePlot(), run, [report([1, 20], () => ({ discriminator: 1 }))]);
  await drive(valuePlot(), run, [], "failed");
  assertEquals(files(run.folder), []);
});
