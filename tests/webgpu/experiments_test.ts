// Trains on WebGPU and in plain JavaScript, and compares what each step logs. Ignored where no adapter is.
import { startCompute } from "@forger/core";
import { run } from "@forger/cli";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";

/** Set by the test that starts these in a process of their own, as libtensorflow and GPU drivers get into each other's way. */
const isAlone = Deno.env.get("FORGER_WEBGPU") !== undefined;
const ignore = !isAlone || !await startCompute({ backend: "webgpu" }).then(() => true, () => false);

const FOLDER = await Deno.realPath(await Deno.makeTempDir({ prefix: "forger-webgpu-" }));
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

/** A convolutional GAN with classes, of images that a formula makes. */
const CONVOLUTIONAL = join(FOLDER, "convolutional.ts");
await Deno.writeTextFile(
  CONVOLUTIONAL,
  `import { adam, cosine } from "@forger/core";
import { arraySource } from "@forger/data";
import { dcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";

export default {
  name: "convolutional",
  data: () => {
    const values = Float32Array.from({ length: 64 * 64 }, (_, index) => Math.sin(0.7 * index));
    const labels = Array.from({ length: 64 }, (_, index) => index % 2);
    return arraySource({
      name: "waves",
      values,
      shape: [8, 8, 1],
      labels,
      classes: ["even", "odd"],
      range: [-1, 1],
    });
  },
  networks: ({ seed }) =>
    dcgan({ image: [8, 8, 1], latent: 4, generatorWidths: [6], discriminatorWidths: [4, 6], classes: 2, discriminatorNormalization: "none", seed }),
  latent: normalLatent(4),
  loss: nonSaturating,
  optimizers: { discriminator: adam(cosine(2e-3, 1e-3)), generator: adam(2e-3, { beta1: 0.5 }) },
  batch: 8,
  steps: 6,
};
`,
);

/** What is trained, and with which flags. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  "a GAN of points": ["rings-2d", "--steps=4", "--batch=32"],
  "a GAN of digits": ["mnist-mlp", "--steps=3", "--batch=8"],
  "a convolutional GAN with classes, R1 and augmented images": [
    CONVOLUTIONAL,
    "--plugin=r1:every=2",
    "--plugin=diff-augment",
    "--plugin=ema",
    "--plugin=instance-noise",
    "--plugin=gradient-clipping",
  ],
  "a convolutional GAN with a gradient penalty and spectral normalization": [
    CONVOLUTIONAL,
    "--plugin=gradient-penalty",
    "--plugin=spectral-normalization",
    "--plugin=label-smoothing",
    "--plugin=horizontal-flip",
    "--plugin=random-crop",
    "--plugin=colour-jitter",
  ],
};

/** Trains, and gives the rows of the metrics and what was printed. */
async function train(
  flags: readonly string[],
  backend: string,
): Promise<{ rows: Record<string, number>[]; printed: string; out: string }> {
  const out = await Deno.makeTempDir({ dir: FOLDER }), quiet = join(FOLDER, "quiet.ts");
  await Deno.writeTextFile(quiet, `export default { name: "progress" };`); // in the place of the one that writes
  let printed = "", errors = "";
  const given = [...flags, `--plugin=${quiet}`, "--plugin=metrics-file", `--backend=${backend}`, `--out=${out}/run`];
  const code = await run(["train", ...given], {
    print: (text) => printed += `${text}\n`,
    printError: (text) => errors += `${text}\n`,
  });
  assertEquals([code, errors], [0, ""]);
  const text = await Deno.readTextFile(`${out}/run/metrics.jsonl`);
  return { rows: text.trim().split("\n").map((line) => JSON.parse(line)), printed, out: `${out}/run` };
}

for (const [name, flags] of Object.entries(RUNS)) {
  Deno.test({
    name: `webgpu, where there is an adapter: ${name} trains as in plain JavaScript`,
    ignore,
    fn: async () => {
      const found = (await train(flags, "webgpu")).rows, expected = (await train(flags, "cpu")).rows;
      assertEquals(found.map((row) => Object.keys(row)), expected.map((row) => Object.keys(row)));
      expected.forEach((row, index) =>
        Object.entries(row).forEach(([column, value]) => {
          if (typeof value !== "number" || /second|time|rate/.test(column)) return;
          const difference = Math.abs(found[index]![column]! - value) / Math.max(1, Math.abs(value));
          assert(difference < 1e-3, `${column} of step ${index + 1}: ${found[index]![column]}, not ${value}`);
        })
      );
    },
  });
}

Deno.test({
  name: "webgpu, where there is an adapter: a run that goes on from a checkpoint trains to the same bits",
  ignore,
  fn: async () => {
    const { out } = await train([CONVOLUTIONAL, "--plugin=checkpoints:every=2"], "webgpu");
    let printed = "";
    const print = (text: string) => void (printed += `${text}\n`);
    const code = await run([
      "train",
      CONVOLUTIONAL,
      "--backend=webgpu",
      `--resume=${out}`,
      "--check=2",
      "--steps=10",
      "--allow=steps",
    ], {
      print,
      printError: print,
    });
    assertEquals(code, 0, printed);
    assertStringIncludes(printed, "The same bits: all ");
  },
});
