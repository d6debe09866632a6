import { startCompute } from "@forger/core";
import { dcgan, mlp } from "@forger/layers";
import { generate, type Latent, normalLatent, numberedLatents, sphericalLatent, uniformLatent } from "@forger/samplers";
import type { SavedGenerator } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { bytesOf } from "./playground/bytes_of.ts";
import { drawLatent } from "./playground/draw_latent.ts";
import { loadImages } from "./playground/load_images.ts";
import { readWeights } from "./playground/read_weights.ts";
import type { StoredGenerator } from "./playground/settings.ts";
import { type PlaygroundOptions, writePlayground } from "./write_playground.ts";

await startCompute({ backend: "cpu" });

const FILES = [
  "README.txt",
  "generator.js",
  "index.html",
  "playground.css",
  "playground.js",
  "tf-backend-wasm.min.js",
  "tf.min.js",
  "tfjs-backend-wasm-simd.wasm.js",
  "tfjs-backend-wasm.wasm.js",
];

const folders = await Deno.makeTempDir({ prefix: "forger-playground-" });
addEventListener("unload", () => Deno.removeSync(folders, { recursive: true })); // they are of megabytes

/** Writes one into a folder of its own. */
async function write(saved: SavedGenerator, options: PlaygroundOptions = {}) {
  const folder = `${await Deno.makeTempDir({ dir: folders })}/page`;
  const written = await writePlayground(saved, folder, options);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return { ...written, files, folder, stored: await stored(folder) };
}

/** What the script of the generator leaves behind, as in a browser. */
async function stored(folder: string): Promise<StoredGenerator> {
  const scope: { forgerGenerator?: StoredGenerator } = {};
  new Function("globalThis", await Deno.readTextFile(`${folder}/generator.js`))(scope);
  return scope.forgerGenerator!;
}

const grey = (latent: Latent = normalLatent(3)): SavedGenerator => ({
  generator: mlp({ name: "generator", sizes: [latent.size, 5, [4, 6, 1]], output: "tanh", seed: 1 }),
  latent,
  range: [-2, 2],
});
const COLOURS: SavedGenerator = {
  generator: dcgan({ image: [8, 8, 3], latent: 3, generatorWidths: [4], discriminatorWidths: [4], classes: 2, seed: 1 })
    .generator,
  latent: normalLatent(3),
  range: [-1, 1],
  classes: ["sun", "moon"],
};
const POINTS: SavedGenerator = {
  generator: mlp({ name: "generator", sizes: [3, 4, 2], seed: 1 }),
  latent: normalLatent(3),
  range: [-1, 1],
};

for (
  const [name, saved, shape] of [
    ["grey images", grey(), [4, 6, 1]],
    ["images of spherical latents", grey(sphericalLatent(3)), [4, 6, 1]],
    ["images of uniform latents", grey(uniformLatent(3, { low: 0, high: 2 })), [4, 6, 1]],
    ["coloured images of classes", COLOURS, [8, 8, 3]],
    ["points", POINTS, [2]],
  ] as const
) {
  Deno.test(`a playground of ${name} holds all that its page needs, and makes what the samplers make`, async () => {
    const { bytes, files, folder, opensAsFile, page, stored } = await write(saved, { name: "a run" });
    assertEquals([files, opensAsFile, page], [FILES, true, `${folder}/index.html`]);
    const sizes = await Promise.all(files.map(async (file) => (await Deno.stat(`${folder}/${file}`)).size));
    assertEquals(sizes.reduce((sum, size) => sum + size), bytes);
    assertEquals([stored.name, stored.range, stored.classes, stored.shape], ["a run", saved.range, saved.classes, [
      ...shape,
    ]]);
    assertEquals(stored.latent, JSON.parse(JSON.stringify(saved.latent)));
    assertEquals(bytesOf(stored.directions).byteLength, 3 * 3 * 4);

    const numbers = [0, 5, 64], label = saved.classes ? 1 : 0;
    const images = await loadImages(tf, { model: stored.model, weightData: await readWeights(stored.weights) }, {
      ...stored.classes && { classes: stored.classes },
      latent: stored.latent,
    });
    const made = await images.generate(numbers.map((number) => drawLatent(stored.latent, number, 7)), label);
    const latents = numberedLatents(saved.latent, numbers, 7);
    const expected = generate(saved.generator, latents, saved.classes && numbers.map(() => label)).dataSync();
    const values = made.flatMap((image) => [...image]);
    assertEquals(values.length, expected.length);
    values.forEach((value, index) => assertAlmostEquals(value, expected[index]!, 1e-5));
  });
}

Deno.test("a page loads nothing from elsewhere, and no name can become part of it", async () => {
  const hostile = `</script><img src=x onerror=alert(1)>"'\`\u2028\${1}`;
  const { folder, stored } = await write({ ...COLOURS, classes: [hostile, "moon"] }, { name: hostile });
  assertEquals([stored.name, stored.classes], [hostile, [hostile, "moon"]]);
  const html = await Deno.readTextFile(`${folder}/index.html`);
  assert(!html.includes("onerror"));
  assertEquals([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address), [
    "data:,",
    "playground.css",
    "tf.min.js",
    "generator.js",
    "playground.js",
  ]);
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html)!;
  assertEquals(policy!.split("; ").map((rule) => rule.split(" ")[0]), [
    "default-src",
    "script-src",
    "style-src",
    "img-src",
    "connect-src",
    "base-uri",
    "form-action",
  ]);
  assert(
    policy!.startsWith("default-src 'none'; ") &&
      !/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:/.test(policy!),
  );
});

Deno.test("many weights lie in a file of their own, for which the README says what to do", async () => {
  const generator = mlp({ name: "generator", sizes: [8, 600_000, 2], seed: 1 }); // 600,000 x (8 + 1 + 2) + 2 numbers
  const { files, folder, opensAsFile, stored } = await write({ generator, latent: normalLatent(8), range: [-1, 1] });
  assertEquals([files, opensAsFile, stored.weights], [[...FILES, "weights.bin"].sort(), false, {
    file: "weights.bin",
  }]);
  assertEquals((await Deno.stat(`${folder}/weights.bin`)).size, 4 * (600_000 * 11 + 2));
  assert((await Deno.readTextFile(`${folder}/README.txt`)).includes("python3 -m http.server"));
  generator.dispose();
});

Deno.test("an earlier playground is replaced", async () => {
  const { folder } = await write(grey());
  await writePlayground(POINTS, folder, { name: "later" });
  assertEquals((await stored(folder)).name, "later");
});

for (const [sizes, received] of [[[3, 8], "8"], [[3, [4, 4, 2]], "4,4,2"], [[3, [4, 4]], "4,4"]] as const) {
  Deno.test(`a generator that makes neither images nor points is refused: [${received}]`, async () => {
    const generator = mlp({ name: "generator", sizes: sizes as never, seed: 1 });
    await assertRejects(
      () => write({ generator, latent: normalLatent(3), range: [-1, 1] }),
      TypeError,
      `expected [height, width, channels] or [2], received [${received}]`,
    );
  });
}

Deno.test("of a generator with other layers the network of plain ones is written, and without one the layer is named", async () => {
  const other = dcgan({
    image: [8, 8, 1],
    latent: 3,
    generatorWidths: [4],
    discriminatorWidths: [4],
    upsampling: "bilinear",
  });
  const saved: SavedGenerator = { generator: other.generator, latent: normalLatent(3), range: [-1, 1] };
  const error = await assertRejects(() => write(saved), TypeError);
  assert(error.message.includes('current layer is Upsample "generator_upsample_1"'), error.message);
  const { stored } = await write(saved, { network: grey().generator });
  assert(JSON.stringify(stored.model.modelTopology).includes("Dense"));
});
