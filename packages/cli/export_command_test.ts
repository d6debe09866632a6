import { startCompute, type Tensor } from "@forger/core";
import { generate, numberedLatents } from "@forger/samplers";
import { loadGenerator } from "@forger/trainers";
import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { run } from "./run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { ownLayerRun } from "./testdata/own_layer_run.ts";
import { sampledRun } from "./testdata/sampled_runs.ts";

await startCompute({ backend: "cpu" });

const GREY = await sampledRun("grey"), CLASSES = await sampledRun("classes"), POINTS = await sampledRun("points");

/** Runs the command. */
async function exportRun(...args: string[]) {
  const output = new CapturedOutput(), code = await run(["export", ...args], output);
  return { code, printed: output.printed, errors: output.errors };
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

const FILES = {
  layers: ["README.txt", "model.json", "weights.bin"],
  onnx: ["README.txt", "model.onnx"],
  safetensors: ["README.txt", "model.safetensors"],
  savedmodel: ["README.txt", "saved_model.pb"],
};

for (const [format, files] of Object.entries(FILES)) {
  Deno.test(`--to ${format} writes into the run's folder, of every kind of generator`, async () => {
    for (const folder of [GREY, CLASSES, POINTS]) {
      const { code, errors, printed } = await exportRun(folder, "--to", format);
      assertEquals([code, errors], [0, ""]);
      assertMatch(printed, /^Forger \S+: \S+\n\d+ kB in \S+\/exported\/\w+: .*README\.txt\n$/);
      assertEquals(names(`${folder}/exported/${format}`), files);
    }
  });
}

Deno.test("what is exported makes what the run's own generator makes, and says its range and classes", async () => {
  const out = `${await Deno.makeTempDir({ prefix: "forger-exported-" })}/model`;
  for (const folder of [CLASSES, GREY]) {
    const { code } = await exportRun(folder, "--to", "layers", "--out", out);
    assertEquals(code, 0);
    const own = await loadGenerator(folder);
    const exported = await loadGenerator(out.replace(/\/model$/, "")); // as the run's own is read
    assertEquals(exported.range, own.range);
    assertEquals(exported.classes, own.classes);
    assertEquals(exported.latent.size, own.latent.size);
    const labels = own.classes && [3, 1];
    const [one, other] = [own, exported].map(({ generator, latent }) =>
      generate(generator, numberedLatents(latent, [0, 1], 42), labels)
    ) as [Tensor, Tensor];
    assertEquals(one.dataSync(), other.dataSync());
    tf.dispose([one, other]);
  }
});

Deno.test("the best generator is the one in best/", async () => {
  const folder = await sampledRun("grey");
  await Deno.mkdir(`${folder}/best`);
  await Deno.rename(`${folder}/model`, `${folder}/best/model`);
  const { code, printed } = await exportRun(folder, "--to", "onnx", "--best");
  assertEquals(code, 0);
  assertStringIncludes(printed, `in ${folder}/exported/onnx: model.onnx, README.txt`);
});

Deno.test("the generator of a checkpoint is the one of that step", async () => {
  const folder = `${await Deno.makeTempDir({ prefix: "forger-checkpoints-" })}/run`, output = new CapturedOutput();
  const flags = ["--steps", "2", "--backend", "cpu", "--plugin", "checkpoints:every=1", "--out", folder];
  assertEquals(await run(["train", "function-1d", ...flags], output), 0, output.errors);
  const weights = async (...args: string[]): Promise<Uint8Array> => {
    const { code, errors } = await exportRun(folder, "--to", "safetensors", ...args);
    assertEquals([code, errors], [0, ""]);
    return await Deno.readFile(`${folder}/exported/safetensors/model.safetensors`);
  };
  const last = await weights();
  assertEquals(await weights("--checkpoint", "2"), last);
  assertNotEquals(await weights("--checkpoint", "1"), last);
});

const misuse: readonly [args: string[], message: string][] = [
  [[], "Cannot export as a run must be named: deno task export <run> --to FORMAT"],
  [[GREY], "Cannot export as a format must be named with --to\nhelp: --to layers, --to savedmodel"],
  [
    [GREY, "--to", "onyx"],
    "Cannot use --to as it must be layers, savedmodel, onnx or safetensors: current value is onyx",
  ],
  [[GREY, "again", "--to", "onnx"], 'Cannot export with "again" as it must have fewer arguments'],
  [
    [`${GREY}-none`, "--to", "onnx"],
    "as it must be a run's folder, or the name of one in runs/: there is no such folder",
  ],
  [[GREY, "--to", "onnx", "--best"], `must have kept one: ${GREY}/best/model/model.json is missing`],
  [[GREY, "--to", "onnx", "--checkpoint", "7"], "of one that is there: current value is 7, there are none"],
  [[GREY, "--to", "onnx", "--best", "--checkpoint", "7"], "Cannot use --best with --checkpoint as one generator must"],
  [[GREY, "--to", "onnx", "--out", GREY], `Cannot export to ${GREY} as it must be new, empty or an earlier export`],
];

for (const [args, message] of misuse) {
  const words = args.map((arg) => arg.replaceAll(GREY, "<run>")).join(" ");
  Deno.test(`export ${words} is a mistake: ${message.replaceAll(GREY, "<run>")}`, async () => {
    const before = names(GREY), { code, errors } = await exportRun(...args);
    assertStringIncludes(errors, message);
    assertEquals([code, names(GREY)], [2, before]);
  });
}

Deno.test("a run without a generator is refused with what to do", async () => {
  const folder = await Deno.makeTempDir({ prefix: "forger-unfinished-" });
  const { code, errors } = await exportRun(folder, "--to", "onnx");
  assertEquals(code, 2);
  assertStringIncludes(
    errors,
    `the plugin save-generator writes when training ends: ${folder}/model/model.json is missing`,
  );
  assertStringIncludes(errors, "help: let the training end, or train again with --plugin save-generator");
  await Deno.mkdir(`${folder}/checkpoints`);
  await Deno.writeTextFile(`${folder}/checkpoints/step_00000040.json`, "");
  const again = await exportRun(folder, "--to", "onnx");
  assertStringIncludes(again.errors, "help: let the training end, or export its newest checkpoint: --checkpoint 40");
});

Deno.test("a damaged generator is no mistake of the command, and nothing is written", async () => {
  const folder = await sampledRun("grey");
  await Deno.truncate(`${folder}/model/weights.bin`, 8);
  const { code, errors } = await exportRun(folder, "--to", "savedmodel");
  assertEquals(code, 1);
  assertStringIncludes(errors, "error: Cannot load network as");
  assertEquals(names(folder).includes("exported"), false);
});

Deno.test("--experiment makes layers of one's own known; another experiment than the run's is refused", async () => {
  const { experiment: file, folder, other: otherFile } = await ownLayerRun();
  const unknown = await exportRun(folder, "--to", "safetensors");
  assertEquals(unknown.code, 2);
  assertStringIncludes(
    unknown.errors,
    "must hold one of known layers: Unknown layer: DenseOfMine\nhelp: name the experiment's file, which must register the layer, with --experiment ./mine.ts\n",
  );
  const other = await exportRun(folder, "--to", "safetensors", "--experiment", otherFile);
  assertEquals(other.code, 2);
  assertStringIncludes(other.errors, `as its experiment must be grey: that of ${otherFile} is other\n`);
  const { code, errors } = await exportRun(folder, "--to", "safetensors", "--experiment", file);
  assertEquals([code, errors], [0, ""]);
  assertEquals(names(`${folder}/exported/safetensors`), FILES.safetensors);
  const refused = await exportRun(folder, "--to", "onnx", "--experiment", file);
  assertEquals(refused.code, 2);
  assertStringIncludes(
    refused.errors,
    "of stock layers, or of Forger's that are made of them: current value is layer ",
  );
});

Deno.test("exports leave no tensors behind", async () => {
  await exportRun(CLASSES, "--to", "layers");
  const before = tf.memory().numTensors;
  for (const format of Object.keys(FILES)) await exportRun(CLASSES, "--to", format);
  await exportRun(CLASSES, "--to", "onnx", "--out", CLASSES);
  assertEquals(tf.memory().numTensors, before);
});
