import { assertEquals, assertRejects } from "@std/assert";
import {
  appendEvaluations,
  evaluationsFile,
  keepEvaluationsBefore,
  readEvaluations,
  type StoredEvaluation,
} from "./evaluations_file.ts";

function stored(step: number, of: StoredEvaluation["of"] = "training"): StoredEvaluation {
  return {
    step,
    of,
    name: "kernel-distance",
    better: "lower",
    value: step / 10,
    standardDeviation: 0.5,
    repeats: [step / 10 - 0.5, step / 10 + 0.5],
    standardError: 0.25,
    real: 0.125,
    card: {
      metric: "kernel-distance",
      settings: { degree: 3, data: "waves" },
      extractor: { name: "pixels", hash: "0f" },
      realCount: 10,
      fakeCount: 20,
      resizing: "none",
      seeds: [1, 2],
    },
  };
}

async function file(...lines: readonly string[]): Promise<string> {
  const run = await Deno.makeTempDir();
  await Deno.writeTextFile(evaluationsFile(run), lines.join("\n"));
  return run;
}

Deno.test("what was appended is read again, in its order, each with its whole card", async () => {
  const run = await Deno.makeTempDir();
  assertEquals(await readEvaluations(run), []);
  await appendEvaluations(run, [stored(500), stored(600, "model")]);
  await appendEvaluations(run, [stored(700, "best")]);
  assertEquals(await readEvaluations(run), [stored(500), stored(600, "model"), stored(700, "best")]);
  assertEquals((await Deno.readTextFile(evaluationsFile(run))).split("\n").length, 4);
});

Deno.test("what training measured from a step on is dropped, and nothing else", async () => {
  const run = await Deno.makeTempDir();
  await appendEvaluations(run, [stored(4), stored(9, "model"), stored(8), stored(12), stored(12, "checkpoint")]);
  await keepEvaluationsBefore(run, 8);
  assertEquals(await readEvaluations(run), [stored(4), stored(9, "model"), stored(12, "checkpoint")]);
});

Deno.test("without a file nothing is dropped and none is made", async () => {
  const run = await Deno.makeTempDir();
  await keepEvaluationsBefore(run, 1);
  assertEquals([...Deno.readDirSync(run)], []);
});

Deno.test("a last line that was cut short is none, and does not spoil what is appended", async () => {
  const run = await file(JSON.stringify(stored(4)), JSON.stringify(stored(8)).slice(0, 90));
  assertEquals(await readEvaluations(run), [stored(4)]);
  await appendEvaluations(run, [stored(12)]);
  assertEquals(await readEvaluations(run), [stored(4), stored(12)]);
});

Deno.test("zeros that a power cut left go where a run goes on, and a damaged line stays to be named", async () => {
  const run = await file(JSON.stringify(stored(4)), "\0\0\0", "{]", "");
  await keepEvaluationsBefore(run, 100);
  assertEquals(await Deno.readTextFile(evaluationsFile(run)), `${JSON.stringify(stored(4))}\n{]\n`);
});

const damaged: [what: string, line: string][] = [
  ["no JSON", "{]"],
  ["null", "null"],
  ["no step", JSON.stringify({ ...stored(4), step: undefined })],
  ["a step that is none", JSON.stringify({ ...stored(4), step: 1.5 })],
  ["an unknown origin", JSON.stringify({ ...stored(4), of: "elsewhere" })],
  ["a value that is no number", JSON.stringify({ ...stored(4), value: "4" })],
  ["repeats that are no numbers", JSON.stringify({ ...stored(4), repeats: [null] })],
  ["a step before the first", JSON.stringify({ ...stored(4), step: -4 })],
  ["no word on what is better", JSON.stringify({ ...stored(4), better: undefined })],
  ["a scatter below 0", JSON.stringify({ ...stored(4), standardDeviation: -0.5 })],
  ["a standard error that is no number", JSON.stringify({ ...stored(4), standardError: "0.25" })],
  ["a value of real rows that is no number", JSON.stringify({ ...stored(4), real: {} })],
  ["no repeats", JSON.stringify({ ...stored(4), repeats: [], card: { ...stored(4).card, seeds: [] } })],
  ["fewer repeats than seeds", JSON.stringify({ ...stored(4), repeats: [4] })],
  ["a number beyond all", JSON.stringify(stored(4)).replace('"value":0.4', '"value":1e999')],
  ["two values", JSON.stringify(stored(4)) + JSON.stringify(stored(8))],
  ["seeds that are none", JSON.stringify({ ...stored(4), card: { ...stored(4).card, seeds: ["a", {}] } })],
  ["settings in a list", JSON.stringify({ ...stored(4), card: { ...stored(4).card, settings: [3] } })],
  ["settings within settings", JSON.stringify({ ...stored(4), card: { ...stored(4).card, settings: { a: {} } } })],
  ["a card of no rows", JSON.stringify({ ...stored(4), card: { ...stored(4).card, fakeCount: 0 } })],
  ["no card", JSON.stringify({ ...stored(4), card: null })],
  ["a card without extractor", JSON.stringify({ ...stored(4), card: { ...stored(4).card, extractor: null } })],
  ["a card without counts", JSON.stringify({ ...stored(4), card: { ...stored(4).card, realCount: "10" } })],
];

for (const [what, line] of damaged) {
  Deno.test(`a line with ${what} is named`, async () => {
    const run = await file(JSON.stringify(stored(4)), line, "");
    await assertRejects(
      () => readEvaluations(run),
      Error,
      "as line 2 must hold a value with its card: it is damaged. Remove that line",
    );
  });
}

Deno.test("what is too large or no file is not read, neither to compare values nor to add some", async () => {
  const large = await file(), strange = await file();
  await Deno.truncate(evaluationsFile(large), 2 ** 28 + 1); // takes no room on the disk
  await Deno.remove(evaluationsFile(strange));
  await Deno.symlink("/dev/null", evaluationsFile(strange)); // or /dev/zero, which never ends
  const cases = [[large, "must have at most 268435456 bytes: current value is 268435457. Move it"], [
    strange,
    "must be a regular file. Move it elsewhere, and a new one is begun",
  ]] as const;
  for (const [run, message] of cases) {
    for (const use of [readEvaluations, (run: string) => appendEvaluations(run, [stored(4)])]) {
      await assertRejects(() => use(run) as Promise<unknown>, Error, message);
    }
  }
});
