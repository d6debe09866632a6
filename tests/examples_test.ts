// Trains each example for two steps of small batches, through the command line, and looks at the files that it writes.
import { findLibtensorflow } from "@forger/core";
import { run } from "@forger/cli";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import sharp from "sharp";

const folder = new URL("../examples/", import.meta.url);
const examples = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
  .filter((name) => name.endsWith(".ts") && !name.endsWith("_test.ts")).toSorted()
  .map((name) => name.replace(".ts", "").replaceAll("_", "-"));

const missing = await findLibtensorflow({ download: false }).then(() => false, () => true);

/** What an example trains on, and the ending of its pictures. */
interface Shown {
  readonly data: string;
  readonly pictures: "png" | "svg";
}

const DIGITS: Shown = { data: "mnist, 60,000 rows of [28, 28, 1]", pictures: "png" };
const RING: Shown = { data: "ring of Gaussians, 65,536 rows of [2]", pictures: "svg" };

/** The examples that do not train on digits. */
const OTHERS: Readonly<Record<string, Shown>> = {
  "flowers": { data: "flowers, 4,000 rows of [64, 64, 3]", pictures: "png" },
  "function-1d": { data: "parabola, 65,536 rows of [2]", pictures: "svg" },
  "rings-2d": RING,
  "rings-2d-vanilla": RING,
};

async function train(
  name: string,
  flags: Readonly<Record<string, string>> = {},
): Promise<{ out: string; printed: string }> {
  const temporary = await Deno.makeTempDir(), out = `${temporary}/run`, quiet = `${temporary}/quiet.ts`;
  await Deno.writeTextFile(quiet, `export default { name: "progress" };`); // in the place of the one that writes
  const settings = { steps: 2, batch: 16, backend: "tensorflow", compile: "graph", plugin: quiet, out, ...flags };
  let printed = "", errors = "";
  const given = Object.entries(settings).map(([flag, value]) => `--${flag}=${value}`);
  const code = await run(["train", name, ...given, "--plugin=metrics-file"], { // a row for each step, of all examples
    print: (text) => printed += `${text}\n`,
    printError: (text) => errors += `${text}\n`,
  });
  assertEquals([code, errors], [0, ""]);
  return { out, printed };
}

Deno.test("the examples are there", () =>
  assert(["mnist", ...Object.keys(OTHERS)].every((name) => examples.includes(name))));

for (const name of examples) {
  Deno.test({
    name: `example ${name} trains and writes its files`,
    ignore: missing,
    fn: async () => {
      const { out, printed } = await train(name);
      const { data, pictures } = OTHERS[name] ?? DIGITS;
      assertStringIncludes(printed, data);
      const config = JSON.parse(await Deno.readTextFile(`${out}/config.json`));
      assertEquals([config.name, config.steps], [name, 2]);
      const rows = (await Deno.readTextFile(`${out}/metrics.jsonl`)).trim().split("\n").map((row) => JSON.parse(row));
      assertEquals(rows.map(({ step }) => step), [1, 2]);
      assert(rows.every((row) => Object.values(row).every((value) => Number.isFinite(value))));
      for (
        const file of [
          `samples/step_000000.${pictures}`,
          `samples/final.${pictures}`,
          "model/model.json",
          "model/weights.bin",
          "metrics.csv",
        ]
      ) {
        assert((await Deno.stat(`${out}/${file}`)).size > 0, file);
      }
    },
  });
}

for (const name of ["rings-2d", "rings-2d-vanilla"]) {
  Deno.test({
    name: `example ${name} trains on the grid too`,
    ignore: missing,
    fn: async () => {
      const { printed } = await train(name, { layout: "grid" });
      assertStringIncludes(printed, "grid of Gaussians, 65,536 rows of [2]");
    },
  });
}

Deno.test({
  name: "example flowers learns the photographs of a folder, leaves out what cannot be read, and writes its pictures",
  ignore: missing,
  fn: async () => {
    const photos = await Deno.makeTempDir({ prefix: "forger-photos-" });
    for (let index = 0; index < 20; index++) {
      const background = { r: 12 * index, g: 90, b: 200 - 5 * index };
      await sharp({ create: { width: 90, height: 70, channels: 3, background } }).jpeg().toFile(
        `${photos}/${index}.jpg`,
      );
    }
    await Deno.writeTextFile(`${photos}/text.png`, "no image");
    const { out, printed } = await train("flowers", { data: photos });
    assertStringIncludes(printed, `${photos.split("/").at(-1)}, 21 rows of [64, 64, 3]`);
    for (const file of ["samples/final.png", "samples/training.gif", "losses.svg", "model/model.json"]) {
      assert((await Deno.stat(`${out}/${file}`)).size > 0, file);
    }
    const config = JSON.parse(await Deno.readTextFile(`${out}/config.json`));
    assertEquals([config.options.data, config.data.streamed], [photos, true]);
  },
});

// A library's thread that still decodes when the module ends would bring down the process.
Deno.test("what is decoded ahead comes to its end", () => new Promise<void>((resolve) => setTimeout(resolve, 200)));
