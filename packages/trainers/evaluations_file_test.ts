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
  ["no card", JSON.stringify({ ...stored(4), card: null })],
  ["a card without extractor", JSON.stringify({ ...stored(4), card: { ...stored(4).card, extractor: null } })],
  ["a card without counts", JSON.stringify({ ...stored(4), card: { ...stored(4).card, realCount: "10" } })],
];

for (const [what, line] of damaged) {
  Deno.test(`a line with ${what} is named`, async () => {
    const run = await file(JSON.stringify(stored(4)), line, "");
    await assertRejects(() => readEvaluations(run), Error, "as line 2 must hold a value with its card: it is damaged");
  });
}
