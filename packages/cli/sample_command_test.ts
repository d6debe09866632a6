import { startCompute, type Tensor } from "@forger/core";
import {
  encodeImageGrid,
  generate,
  type ImageGridOptions,
  type Latent,
  numberedLatents,
  truncatedNormalLatent,
} from "@forger/samplers";
import { loadGenerator, type SavedGenerator } from "@forger/trainers";
import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { load } from "npyjs";
import sharp from "sharp";
import { run } from "./run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { ownLayerRun } from "./testdata/own_layer_run.ts";
import { sampledRun } from "./testdata/sampled_runs.ts";

await startCompute({ backend: "cpu" });

const RUNS = {
  grey: await sampledRun("grey"),
  uniform: await sampledRun("uniform"),
  points: await sampledRun("points"),
  classes: await sampledRun("classes"),
};

/** Samples into a folder of its own. */
async function sample(name: keyof typeof RUNS, flags = "", out?: string) {
  const folder = out ?? await Deno.makeTempDir({ prefix: "forger-samples-" }), output = new CapturedOutput();
  const given = flags.split(" ").filter(Boolean);
  const code = await run(["sample", RUNS[name], "--backend", "cpu", "--out", folder, ...given], output);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return { code, files, folder, printed: output.printed, errors: output.errors };
}

/** What the generator makes of latents of these numbers. */
function made({ generator, latent }: SavedGenerator, numbers: number[], labels?: number[], of: Latent = latent) {
  return generate(generator, numberedLatents(of, numbers, 42), labels);
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Whether a picture is the grid of these images, to the last byte. */
async function assertGrid(file: string, images: Tensor, options: ImageGridOptions): Promise<void> {
  const { bytes } = await encodeImageGrid(images, options);
  assertEquals(await Deno.readFile(file), new Uint8Array(bytes));
}

async function pixels(file: string, page = 0): Promise<number[]> {
  return [...await sharp(file, { page }).removeAlpha().raw().toBuffer()];
}

Deno.test("without flags a run is drawn as one picture of 8 x 8 images", async () => {
  const { code, errors, files, folder, printed } = await sample("grey");
  assertEquals([code, errors, files], [0, "", ["grid.png"]]);
  assertMatch(printed, /^Forger \S+: \S+grey\n64 images in \d+\.\d s, [\d,]+ a second: \S+\/grid\.png\n$/);
  const images = made(await loadGenerator(RUNS.grey), upTo(64));
  await assertGrid(`${folder}/grid.png`, images, { columns: 8, range: [-2, 2] });
});

Deno.test("without a folder of its own it goes into the run's", async () => {
  assertEquals(await run(["sample", `${RUNS.grey}/`, "--backend", "cpu", "--grid", "1x1"], new CapturedOutput()), 0);
  assert((await Deno.stat(`${RUNS.grey}/generated/grid.png`)).isFile);
});

Deno.test("a grid has the rows and the columns that are asked for, as a WebP too", async () => {
  const { files, folder } = await sample("grey", "--grid 2x5 --format webp");
  assertEquals(files, ["grid.webp"]);
  const { format, pages = 1, width, height } = await sharp(`${folder}/grid.webp`).metadata();
  assertEquals([format, pages, width, height], ["webp", 1, (5 * 7 + 1) * 11, (2 * 5 + 1) * 11]);
});

Deno.test("a conditional generator is drawn with a row of each class, named at the left", async () => {
  const { folder, printed } = await sample("classes");
  assertStringIncludes(printed, "40 images in");
  const labels = upTo(40).map((place) => Math.floor(place / 10));
  const images = made(await loadGenerator(RUNS.classes), upTo(40).map((place) => place % 10), labels);
  await assertGrid(`${folder}/grid.png`, images, { columns: 10, rowLabels: ["sun", "moon", "4", "star"] });
});

Deno.test("one class fills the picture with different images", async () => {
  const { folder } = await sample("classes", "--class moon");
  const images = made(await loadGenerator(RUNS.classes), upTo(64), Array(64).fill(1));
  await assertGrid(`${folder}/grid.png`, images, { columns: 8 });
});

Deno.test("any number of images go to files of their own, and each is the same however many there are", async () => {
  const few = await sample("grey", "--count 3"), many = await sample("grey", "--count 70");
  assertEquals(few.files, ["000000.png", "000001.png", "000002.png"]);
  assertEquals([many.files.length, many.files.at(-1)], [70, "000069.png"]);
  assertMatch(many.printed, /^70 images in \d+\.\d s, [\d,]+ a second: \S+\/000000\.png to 000069\.png$/m);
  for (const file of few.files) {
    assertEquals(await Deno.readFile(`${few.folder}/${file}`), await Deno.readFile(`${many.folder}/${file}`));
  }
  const values = made(await loadGenerator(RUNS.grey), [69]).dataSync();
  const { channels, width, height } = await sharp(`${many.folder}/000069.png`).metadata();
  assertEquals([channels, width, height], [1, 6, 4]);
  const grey = await sharp(`${many.folder}/000069.png`).toColourspace("b-w").raw().toBuffer();
  assertEquals([...grey], [...values].map((value) => Math.round((value + 2) * 255 / 4)));
});

Deno.test("another seed gives other images", async () => {
  const [one, same, other] = await Promise.all(
    ["", "--seed 42", "--seed 43"].map(async (flags) => {
      const { folder } = await sample("grey", `--count 1 ${flags}`);
      return await pixels(`${folder}/000000.png`);
    }),
  );
  assertEquals(one, same);
  assertNotEquals(one, other);
});

Deno.test("single images are WebP where that is asked for, beside a grid that is asked for too", async () => {
  const { files, printed } = await sample("classes", "--count 2 --grid 1x2 --format webp");
  assertEquals(files, ["000000.webp", "000001.webp", "grid.webp"]);
  assertStringIncludes(printed, "2 images in");
  assertStringIncludes(printed, "Classes take turns: sun, moon, 4, star\n");
});

Deno.test("what is left of an earlier call of more images is pointed out", async () => {
  const { folder } = await sample("grey", "--count 3");
  const { errors } = await sample("grey", "--count 2", folder);
  assertEquals(errors, `warning: ${folder}/000002.png and what follows it are images of an earlier call\n`);
});

Deno.test("an array holds the numbers themselves, of classes in turn", async () => {
  const { files, folder, printed } = await sample("classes", "--format npy --count 7 --class star --class 4");
  assertEquals(files, ["samples.npy"]);
  assertStringIncludes(printed, "Classes take turns: star, 4\n");
  const { shape, data } = await load(await Deno.readFile(`${folder}/samples.npy`));
  assertEquals(shape, [7, 8, 8, 3]);
  const expected = made(await loadGenerator(RUNS.classes), upTo(7), [3, 2, 3, 2, 3, 2, 3]);
  assertEquals(data, expected.dataSync());
});

Deno.test("points are written as an array, of 64 where no number is given", async () => {
  const { code, folder } = await sample("points", "--format npy");
  const { shape, data } = await load(await Deno.readFile(`${folder}/samples.npy`));
  assertEquals([code, shape], [0, [64, 2]]);
  assertEquals(data, made(await loadGenerator(RUNS.points), upTo(64)).dataSync());
});

Deno.test("truncation keeps the latents' numbers near 0", async () => {
  const { folder } = await sample("grey", "--format npy --count 5 --truncation 0.5");
  const { data } = await load(await Deno.readFile(`${folder}/samples.npy`));
  const saved = await loadGenerator(RUNS.grey), near = truncatedNormalLatent(2, { limit: 0.5 });
  assertEquals(data, made(saved, upTo(5), undefined, near).dataSync());
});

Deno.test("a walk is an endless GIF of 16 images that takes about a second from stop to stop", async () => {
  const { files, folder, printed } = await sample("grey", "--walk 3");
  assertEquals(files, ["walk.gif"]);
  assertStringIncludes(printed, "768 images in");
  const { delay, format, loop, pages, pageHeight, width } = await sharp(`${folder}/walk.gif`, { animated: true })
    .metadata();
  assertEquals([format, loop, pages, width, pageHeight], ["gif", 0, 48, (4 * 7 + 1) * 11, (4 * 5 + 1) * 11]);
  assertEquals(delay, Array(48).fill(60));
});

Deno.test("a walk begins as the picture of the same seed, passes the images that follow, and returns", async () => {
  const { folder } = await sample("classes", "--walk 2 --grid 2x2 --format webp --class sun");
  const saved = await loadGenerator(RUNS.classes);
  for (const [frame, numbers] of [[0, [0, 1, 2, 3]], [16, [4, 5, 6, 7]]] as const) {
    const { bytes } = await encodeImageGrid(made(saved, [...numbers], [0, 0, 0, 0]), { columns: 2 });
    const expected = [...await sharp(bytes).removeAlpha().raw().toBuffer()];
    const shown = await pixels(`${folder}/walk.webp`, frame);
    assertEquals(shown.length, expected.length);
    const off = shown.reduce((most, level, at) => Math.max(most, Math.abs(level - expected[at]!)), 0);
    assert(off <= 1, `frame ${frame} is off by ${off}`); // the way between the stops rounds
  }
  assertEquals((await sharp(`${folder}/walk.webp`, { animated: true }).metadata()).pages, 32);
});

Deno.test("all classes walk side by side in the same way", async () => {
  const { folder, printed } = await sample("classes", "--walk 2 --format webp");
  assertStringIncludes(printed, "512 images in"); // 32 pictures of 4 classes, 4 images each
  const numbers = upTo(16).map((place) => place % 4), labels = upTo(16).map((place) => Math.floor(place / 4));
  const images = made(await loadGenerator(RUNS.classes), numbers, labels);
  const { bytes } = await encodeImageGrid(images, { columns: 4, rowLabels: ["sun", "moon", "4", "star"] });
  const expected = await sharp(bytes).removeAlpha().raw().toBuffer(), shown = await pixels(`${folder}/walk.webp`);
  assertEquals(shown.length, expected.length);
  assert(shown.every((level, at) => Math.abs(level - expected[at]!) <= 1));
});

const misuse: [name: keyof typeof RUNS, flags: string, message: string][] = [
  [
    "points",
    "",
    "as it must be images of 1 or 3 channels: expected [height, width, channels], received [2]\nhelp: --fo",
  ],
  ["points", "--walk 3", "help: --format npy writes its numbers, without --grid and --walk"],
  ["grey", "--class 1", "Cannot use --class as the generator must be conditional: it takes latents alone"],
  ["classes", "--class mon", "current value is mon, classes are sun, moon, 4, star\nhelp: did you mean moon?"],
  ["uniform", "--truncation 1", "must have learned from normal latents, whose middle is the most typical: its latents"],
  ["grey", "--grid 400x1", "must have at most 50 million pixels, and 16383 a side: it would have 22000 x 77"],
  ["grey", "--grid 9999x9999", "a side: it would have 549945 x 769923"], // long before they are laid out
  ["grey", "--walk 900", "as its 14400 pictures must fit into a gigabyte: they would take "],
  ["grey", "--walk 2 --count 3", "Cannot use --count with --walk"],
];

for (const [name, flags, message] of misuse) {
  Deno.test(`${flags || "a picture"} of a run of ${name} is a mistake, and writes nothing`, async () => {
    const { code, errors, files } = await sample(name, flags);
    assertStringIncludes(errors, message);
    assertEquals([code, files], [2, []]);
  });
}

Deno.test("a run must be named, and be there", async () => {
  const output = new CapturedOutput();
  assertEquals(await run(["sample"], output), 2);
  assertEquals(await run(["sample", RUNS.grey, "again"], output), 2);
  assertEquals(await run(["sample", `${RUNS.grey}-none`], output), 2);
  assertEquals(await run(["sample", ""], output), 2);
  assertEquals(
    output.errors.match(/^error: .*/gm)?.map((line) => line.slice(0, 60)),
    [
      "error: Cannot sample as a run must be named: deno task sample <run>",
      `error: Cannot sample with "again" as it must have fewer arguments`,
      `error: Cannot sample from ${RUNS.grey}-none as it must be a run's folder`,
      "error: Cannot sample from  as it must be a run's folder, or the name of one",
    ].map((line) => line.slice(0, 60)),
  );
  assertEquals(output.printed, "");
});

Deno.test("a damaged generator is no mistake of the command", async () => {
  const folder = await sampledRun("grey"), output = new CapturedOutput();
  await Deno.truncate(`${folder}/model/weights.bin`, 8);
  assertEquals(await run(["sample", folder, "--backend", "cpu"], output), 1);
  assertStringIncludes(output.errors, "error: Cannot load network as");
});

Deno.test("samples leave no tensors behind", async () => {
  const before = tf.memory().numTensors;
  for (const flags of ["--count 2 --grid 2x2", "--walk 2", "--format npy", "--class nothing"]) {
    await sample("classes", flags);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("--experiment makes layers of one's own known, so that runs which have them can be sampled", async () => {
  const { experiment, folder, other } = await ownLayerRun(), output = new CapturedOutput();
  const args = ["sample", folder, "--backend", "cpu", "--experiment"];
  assertEquals(await run(args.slice(0, -1), output), 2);
  assertStringIncludes(
    output.errors,
    "Unknown layer: DenseOfMine\nhelp: name the experiment's file, which must register the layer, with --experiment ./mine.ts\n",
  );
  assertEquals(await run([...args, other], output), 2);
  assertStringIncludes(
    output.errors,
    `Cannot sample from ${folder} as its experiment must be grey: that of ${other} is`,
  );
  assertEquals(await run([...args, experiment], output), 0, output.errors);
  const { isFile } = await Deno.stat(`${folder}/generated/grid.png`);
  assert(isFile);
});
