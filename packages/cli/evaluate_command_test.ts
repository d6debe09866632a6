import { startCompute } from "@forger/core";
import { type Experiment, loadGenerator, type Plugin, readEvaluations, Trainer } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import sharp from "sharp";
import { findEvaluatedRun } from "./evaluated_run.ts";
import { evaluatedGenerator } from "./evaluated_generator.ts";
import { loadPlugin } from "./load_plugin.ts";
import { run } from "./run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { ownLayerRun } from "./testdata/own_layer_run.ts";
import waves from "./testdata/waves.ts";

await startCompute({ backend: "cpu" });

const FILE = new URL("testdata/waves.ts", import.meta.url).pathname;

const PLUGINS: readonly [source: string, options: Record<string, unknown>][] = [
  ["ema", { decay: 0.5 }],
  ["evaluate", { every: 2, samples: 20, metric: "kernel-distance" }],
  ["checkpoints", { every: 2, keep: 9 }],
  ["save-generator", {}],
];

/** Trains for six steps into a folder. */
async function trained(
  { experiment = waves, seed = 1, without = [] }: {
    experiment?: Experiment;
    seed?: number;
    without?: readonly string[];
  } = {},
): Promise<string> {
  const folder = `${await Deno.makeTempDir({ prefix: "forger-evaluated-" })}/run`, plugins: Plugin[] = [];
  for (const [source, options] of PLUGINS) {
    if (!without.includes(source)) plugins.push(await loadPlugin({ source, options }));
  }
  await new Trainer({ ...experiment, plugins }, { folder, seed, compile: "off" }).train();
  return folder;
}

const FOLDER = await trained(), OTHER = await trained({ seed: 2 });

/** Calls the command, with the experiment's file, as runs of tests are of no example. */
async function evaluate(folder: string, flags = "", { file = true } = {}) {
  const output = new CapturedOutput(), given = flags.split(" ").filter(Boolean);
  const experiment = file ? ["--experiment", FILE] : [];
  const code = await run(["evaluate", folder, "--backend", "cpu", ...experiment, ...given], output);
  return { code, printed: output.printed, errors: output.errors };
}

/** What the command wrote of a generator. */
async function written(folder: string, of: string) {
  return (await readEvaluations(folder)).filter((line) => line.of === of);
}

Deno.test("a run is measured three times, printed as a table with its card, and written", async () => {
  const folder = await trained();
  const { code, errors, printed } = await evaluate(
    folder,
    "--metric kernel-distance --metric precision-recall --samples 20",
  );
  assertEquals([code, errors], [0, ""]);
  const number = String.raw`-?[\d.]+(e-\d+)?`;
  assertMatch(printed, /^Forger \S+: \S+run\n\S+\/run: the saved generator after 6 steps\n\n/);
  assertMatch(printed, / {2}mean ± standard deviation {3}real rows\n/);
  assertMatch(printed, new RegExp(`\\nkernel-distance ↓ +${number} ± ${number} +${number}\\n`));
  assertMatch(printed, new RegExp(`\\nprecision ↑ +${number} ± ${number} +${number}\\nrecall ↑ +`));
  assertMatch(printed, /\n20 generated rows, compared with 20 of the 60 rows of waves of 1; seeds 1, 2, 3\n/);
  assertMatch(
    printed,
    /\nkernel-distance, precision, recall: random convolutions 32-64-128, seed 0 \([0-9a-f]{16}\)\n/,
  );
  assertMatch(
    printed,
    /\nkernel-distance: degree 3, coef 1, subsets 100\nprecision, recall: nearest 3\nWritten to \S+run\/evaluations\.jsonl\n$/,
  );
  const lines = await written(folder, "model");
  assertEquals(lines.map(({ name, step }) => [name, step]), [["kernel-distance", 6], ["precision", 6], ["recall", 6]]);
  assertEquals(lines[0]!.card.seeds, [1, 2, 3]);
  assertEquals(lines[0]!.repeats.length, 3);
  assert(Number.isFinite(lines[0]!.real));
});

Deno.test("without names the metrics are those that suit, and what is left out is said", async () => {
  const { printed } = await evaluate(FOLDER, "--repeats 1");
  assertMatch(
    printed,
    /\nNote: The Fréchet distance is left out, as it is far too great with 60 rows of 224 numbers: it needs 2048\./,
  );
  assertMatch(printed, /\n {20,}value {3}real rows\n/);
  assertMatch(printed, /\nkernel-distance ↓ +\S+ \(standard error \S+\)\n/);
  for (const name of ["precision", "recall", "density", "coverage", "memorisation", "pairwise-diversity"]) {
    assertMatch(printed, new RegExp(`\\n${name} `));
  }
});

Deno.test("the seed and the number of repeats are those that are asked for", async () => {
  const { printed } = await evaluate(FOLDER, "--metric sliced-wasserstein --repeats 2 --seed 7 --json");
  const { runs: [{ values: [value] }] } = JSON.parse(printed);
  assertEquals(value.card.seeds, [7, 8]);
  assertEquals(value.repeats.length, 2);
});

Deno.test("JSON holds what tables show, and nothing else is printed", async () => {
  const { printed } = await evaluate(FOLDER, `--against ${OTHER} --metric sliced-wasserstein --json`);
  const { comparison: [compared], notes, runs } = JSON.parse(printed);
  assertEquals(notes, undefined);
  assertEquals(runs.map(({ of, run, step }: Record<string, unknown>) => [run, of, step]), [
    [FOLDER, "model", 6],
    [OTHER, "model", 6],
  ]);
  const [first, second] = runs.map(({ values: [{ value }] }: { values: [{ value: number }] }) => value);
  assertAlmostEquals(compared.difference, second - first, 1e-12);
  assertEquals(compared.name, "sliced-wasserstein");
});

Deno.test("a generator of a checkpoint is the one that the run sampled from there", async () => {
  const last = await evaluatedGenerator(await findEvaluatedRun(FOLDER, { best: false, checkpoint: 6 }), FILE);
  const { generator: saved } = await loadGenerator(FOLDER);
  const bits = (model: typeof saved) => model.getWeights().flatMap((weight) => [...weight.dataSync()]);
  assertEquals(bits(last.generator), bits(saved)); // the averaged weights, not the trained ones
  assertEquals([last.step, last.latent.name, last.range], [6, "normal", [-1, 1]]);
  const early = await evaluatedGenerator(await findEvaluatedRun(FOLDER, { best: false, checkpoint: 2 }), FILE);
  assertNotEquals(bits(early.generator), bits(saved));
  const { printed } = await evaluate(FOLDER, "--checkpoint 2 --metric sliced-wasserstein --repeats 1");
  assertMatch(printed, /run: the generator after 2 steps\n/);
  assertEquals((await written(FOLDER, "checkpoint")).map(({ step }) => step), [2]);
});

Deno.test("the best generator has the value with which the plugin kept it", async () => {
  const { step, value, card: { seeds: [seed] } } = JSON.parse(await Deno.readTextFile(`${FOLDER}/best/best.json`));
  const flags = `--metric kernel-distance --samples 20 --repeats 1 --seed ${seed} --json`;
  for (const [folder, more] of [[FOLDER, "--best"], [`${FOLDER}/best`, ""]] as const) {
    const { runs: [found] } = JSON.parse((await evaluate(folder, `${flags} ${more}`)).printed);
    assertEquals([found.run, found.of, found.step, found.values[0].value], [FOLDER, "best", step, value]);
  }
});

Deno.test("two runs are measured in the same way, and their difference is told from the scatter", async () => {
  const { code, printed } = await evaluate(
    FOLDER,
    `--against ${OTHER} --metric sliced-wasserstein --metric memorisation`,
  );
  assertEquals(code, 0);
  assertMatch(
    printed,
    /\nfirst: {2}\S+run: the saved generator after 6 steps\nsecond: \S+run: the saved generator after 6 steps\n/,
  );
  assertMatch(printed, /\n +first +second +second - first +95 % interval +beyond the scatter +real rows\n/);
  assertMatch(
    printed,
    /\nsliced-wasserstein ↓ +\S+ ± \S+ +\S+ ± \S+ +\S+ +± \S+ +(no|yes: the (first|second) is better)\n/,
  );
  assertMatch(printed, /\nmemorisation +\S+ ± \S+ +\S+ ± \S+ +\S+ +± \S+ +(no|yes)\n/);
  assertMatch(
    printed,
    /\nThe interval is Welch's, of the scatter of the repeats: of other latents, not of other trainings\.\n/,
  );
  const [first, second] = [await written(FOLDER, "model"), await written(OTHER, "model")];
  assertEquals(first.at(-1)!.card, second.at(-1)!.card);
});

Deno.test("one repeat does not tell whether runs differ", async () => {
  const { printed } = await evaluate(FOLDER, `--against ${OTHER} --metric sliced-wasserstein --repeats 1`);
  assertMatch(printed, /unknown: one repeat\n/);
});

Deno.test("stored values are compared if they were measured in the same way, and else the fields are named", async () => {
  const [first, second] = [await trained(), await trained({ seed: 2 })];
  const flags = `--against ${second} --stored`;
  const none = await evaluate(first, flags);
  assertEquals(none.code, 2);
  assertMatch(
    none.errors,
    /evaluations\.jsonl must hold values of its saved generator: it holds none\nhelp: leave out --stored/,
  );
  for (const folder of [first, second]) await evaluate(folder, "--metric sliced-wasserstein --samples 20");
  const same = await evaluate(first, flags);
  assertEquals([same.code, same.errors], [0, ""]);
  assertMatch(same.printed, /\nsliced-wasserstein ↓ /);
  await evaluate(second, "--metric sliced-wasserstein --samples 30");
  const different = await evaluate(first, flags);
  assertEquals(different.code, 2);
  assertMatch(
    different.errors,
    /^error: Cannot compare values of sliced-wasserstein as they must be measured in the same way: realCount is 20 and 30; fakeCount is 20 and 30\n/,
  );
});

Deno.test("stored values that one run alone has are named, and without any in common nothing is compared", async () => {
  const [first, second] = [await trained(), await trained({ seed: 2 })], flags = `--against ${second} --stored`;
  await evaluate(first, "--metric sliced-wasserstein --metric memorisation --samples 20");
  await evaluate(second, "--metric pairwise-diversity --samples 20");
  const none = await evaluate(first, flags);
  assertEquals([none.code, none.printed.split("\n").length], [2, 2]); // nothing but the heading
  assertMatch(
    none.errors,
    /they must have a value in common: the first has sliced-wasserstein, memorisation, the second pairwise-diversity\nhelp: leave/,
  );
  await evaluate(second, "--metric memorisation --samples 20 --seed 5");
  const { code, printed } = await evaluate(first, flags);
  assertEquals(code, 0);
  assertMatch(
    printed,
    /\nNote: Not compared, as one run alone has them: sliced-wasserstein, pairwise-diversity\.\n/,
  );
  assertMatch(printed, /\nfirst:\n20 generated rows.* 1, 2, 3\n.*\n\nsecond:\n20 generated rows.* 5, 6, 7\n/s);
  const json = JSON.parse((await evaluate(first, `${flags} --json`)).printed);
  assertEquals(json.comparison.map(({ name }: { name: string }) => name), ["memorisation"]);
  assertEquals(json.notes.length, 1);
});

Deno.test("of two runs the one whose generator is not finite is named", async () => {
  const folder = await trained(), file = `${folder}/model/weights.bin`, bytes = await Deno.readFile(file);
  await Deno.writeFile(file, bytes.fill(255, 0, 4)); // NaN
  const { code, errors } = await evaluate(FOLDER, `--against ${folder} --metric sliced-wasserstein`);
  assertEquals(code, 2);
  assert(
    errors.startsWith(`error: Cannot evaluate the generator of ${folder} as all numbers that it makes must be fini`),
  );
});

Deno.test("what was measured is shown also where it cannot be written", async () => {
  const folder = await trained();
  await Deno.remove(`${folder}/evaluations.jsonl`);
  await Deno.mkdir(`${folder}/evaluations.jsonl`);
  const { code, errors, printed } = await evaluate(folder, "--metric sliced-wasserstein");
  assertEquals(code, 1);
  assertMatch(errors, /evaluations\.jsonl as it must be a regular file\. Move it elsewhere, and a new one is begun\n/);
  assertMatch(printed, /\nsliced-wasserstein ↓ /);
});

Deno.test("runs that learned from different data are compared only with images that are named", async () => {
  const options = { frequency: 2 }, configured = waves as typeof waves & { configure(values: object): Experiment };
  const other = await trained({ experiment: configured.configure(options) });
  const refused = await evaluate(FOLDER, `--against ${other}`);
  assertEquals(refused.code, 2);
  assertMatch(
    refused.errors,
    /must be measured against the same data: data\.name is "waves of 1" and "waves of 2"\nhelp: name images for both with --data FOLDER/,
  );
  const images = await Deno.makeTempDir();
  for (const [index, grey] of ["#000", "#444", "#888", "#bbb", "#fff"].entries()) {
    await sharp({ create: { width: 4, height: 4, channels: 3, background: grey } }).png().toFile(
      `${images}/${index}.png`,
    );
  }
  const { code, errors, printed } = await evaluate(
    FOLDER,
    `--against ${other} --data ${images} --metric memorisation --samples 4`,
    { file: false }, // no experiment is needed
  );
  assertEquals([code, errors], [0, ""]);
  assertMatch(printed, /\n4 generated rows, compared with 4 of the 5 rows of /);
});

Deno.test("a run of an experiment of one's own needs its file, and keeps its options", async () => {
  const unknown = await evaluate(FOLDER, "", { file: false });
  assertEquals(unknown.code, 2);
  assertMatch(
    unknown.errors,
    /its config\.json names waves, which is none of examples\/\nhelp: name the experiment's file with --experiment/,
  );
  const configured = (waves as typeof waves & { configure(values: object): Experiment }).configure({ frequency: 3 });
  const { printed } = await evaluate(await trained({ experiment: configured }), "--metric memorisation --repeats 1");
  assertMatch(printed, /rows of waves of 3; seeds 1\n/);
});

const refused: [what: string, flags: string, message: RegExp][] = [
  ["an unknown metric", "--metric kernel", /current value is kernel, did you mean "kernel-distance"\?/],
  ["an unknown extractor", "--extractor pixel", /did you mean "pixels"\?/],
  ["an extractor of other images", "--extractor digits", /expected \[28,28,1\], received \[2,2,1\]/],
  [
    "too few rows",
    "--metric frechet-distance",
    /there must be at least 225 real and generated rows.*current values are 60 and 60\. Real rows in all: 60; or take kernel-distance/,
  ],
  ["a checkpoint that is not there", "--checkpoint 5", /current value is 5, there are 2, 4, 6/],
  [
    "--best with --checkpoint",
    "--best --checkpoint 2",
    /Cannot use --best with --checkpoint as one generator must be meant/,
  ],
  ["--stored alone", "--stored", /Cannot use --stored as it must come with --against/],
  ["no samples", "--samples 0", /--samples as it must be a positive integer: current value is 0/],
  [
    "a folder that is not there",
    "--data /none/images",
    /must be a folder, mnist or mnist-test: there is no folder \/none\/images/,
  ],
  ["another run that is not there", "--against /none/run", /Cannot evaluate \/none\/run as it must be a run's folder/],
  [
    "digits of other images",
    "--data mnist-test",
    /as it must make rows of the same shape: expected \[28,28,1\], received \[2,2,1\]/,
  ],
];

for (const [what, flags, message] of refused) {
  Deno.test(`the command refuses ${what}`, async () => {
    const { code, errors } = await evaluate(FOLDER, flags);
    assertEquals(code, 2, errors);
    assertMatch(errors, message);
  });
}

Deno.test("a run without a generator says what there is", async () => {
  const early = await evaluate(await trained({ without: ["save-generator"] }));
  assertEquals(early.code, 2);
  assertMatch(
    early.errors,
    /model\/model\.json is missing\nhelp: let the training end, or evaluate its newest checkpoint: --checkpoint 6/,
  );
  const bare = await trained({ without: ["save-generator", "checkpoints", "evaluate"] });
  assertMatch((await evaluate(bare)).errors, /help: let the training end, or train again with --plugin save-generator/);
  assertMatch(
    (await evaluate(bare, "--best")).errors,
    /best\/best\.json is missing\nhelp: train with --plugin evaluate/,
  );
});

Deno.test("a best generator whose files do not belong together is refused", async () => {
  const folder = await trained(), file = `${folder}/best/model/weights.bin`, bytes = await Deno.readFile(file);
  bytes[0]! ^= 1;
  await Deno.writeFile(file, bytes);
  const { code, errors } = await evaluate(folder, "--best");
  assertEquals(code, 2);
  assertMatch(
    errors,
    /best\.json must have the checksum of model\/weights\.bin: their writing was interrupted, or they are damaged/,
  );
});

Deno.test("a damaged line of evaluations.jsonl is named", async () => {
  const folder = await trained();
  await Deno.writeTextFile(`${folder}/evaluations.jsonl`, "{]\n");
  const { code, errors } = await evaluate(folder, `--against ${FOLDER} --stored`);
  assertEquals(code, 1);
  assertMatch(errors, /evaluations\.jsonl as line 1 must hold a value with its card: it is damaged/);
});

Deno.test("a run must be named", async () => {
  const output = new CapturedOutput();
  assertEquals(await run(["evaluate"], output), 2);
  assertMatch(output.errors, /Cannot evaluate as a run must be named: deno task evaluate <run>/);
});

Deno.test("a generator with layers of one's own is evaluated where the experiment's file makes them known", async () => {
  const { experiment, folder, other } = await ownLayerRun();
  const flags = "--metric memorisation --repeats 1 --samples 4";
  const unknown = await evaluate(folder, flags, { file: false });
  assertMatch(unknown.errors, /Unknown layer: DenseOfMine\nhelp: name the experiment's file/);
  const refused = await evaluate(folder, `${flags} --experiment ${other}`, { file: false });
  assertMatch(refused.errors, /^error: Cannot evaluate \S+ as its experiment must be grey: that of \S+ is other\n/);
  assertEquals([unknown.code, refused.code], [2, 2]);
  const { code, errors } = await evaluate(folder, `${flags} --experiment ${experiment}`, { file: false });
  assertEquals([code, errors], [0, ""]);
});
