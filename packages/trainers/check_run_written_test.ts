import { startCompute, takeFileLock } from "@forger/core";
import { assertEquals, assertMatch } from "@std/assert";
import { type CheckedFile, checkRun } from "./check_run.ts";
import { copyFolder } from "./testdata/checked_run.ts";
import { cut, type Damaging, edit, remove, turnBit, write } from "./testdata/damage.ts";
import { writtenRun } from "./testdata/written_run.ts";

await startCompute({ backend: "cpu" });

const HEALTHY = await writtenRun();

addEventListener("unload", () => Deno.removeSync(`${HEALTHY}/..`, { recursive: true }));

/** All files of a damaged copy that are not fine. */
async function notFine(how: Damaging, { isTraining = false } = {}): Promise<readonly CheckedFile[]> {
  const parent = await Deno.makeTempDir({ prefix: "forger-written-" }), folder = `${parent}/run`;
  try {
    await copyFolder(HEALTHY, folder);
    using _lock = isTraining ? await takeFileLock(`${folder}/lock`) : undefined;
    await how(folder);
    const { files, notSampled, resume } = await checkRun(folder);
    assertEquals([resume, notSampled], [{ step: 12 }, undefined]); // which nothing of all this decides
    return files.filter(({ state }) => state !== "fine");
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("what is written beside training is fine where it is whole", async () => {
  const { files } = await checkRun(HEALTHY);
  assertEquals(files.filter(({ state }) => state !== "fine"), []);
  const paths = files.map(({ path }) => path);
  for (
    const path of [
      "best/best.json",
      "best/model/weights.bin",
      "evaluations.jsonl",
      "exported/layers/model.json",
      "exported/onnx/model.onnx",
      "exported/safetensors/model.safetensors",
      "exported/savedmodel/saved_model.pb",
      "playground/generator.js",
      "playground/index.html",
      "report.html",
      "report.json",
      "warnings.jsonl",
    ]
  ) assertEquals(paths.includes(path), true, path);
});

/** How something is damaged, and all that is then not fine: its path, its state and how its reason begins. */
type Damage = readonly [
  how: Damaging,
  ...found: readonly (readonly [path: string, state: CheckedFile["state"], reason?: RegExp])[],
];

const SCRIPT = "playground/generator.js", PAGE = "playground/index.html", WEIGHTS = "best/model/weights.bin";

const DAMAGES: Readonly<Record<string, Damage>> = {
  "evaluations whose last line is cut off": [
    cut("evaluations.jsonl"),
    ["evaluations.jsonl", "damaged", /^its last line is cut off$/],
  ],
  "an evaluation without its card": [
    edit("evaluations.jsonl", /,"card":.*/, "}"),
    ["evaluations.jsonl", "damaged", /^line 1 must hold a value with its card: it is damaged$/],
  ],
  "an evaluation whose value is none": [
    edit("evaluations.jsonl", '"value":0.5', '"value":"0.5"'),
    ["evaluations.jsonl", "damaged", /^line 2 must hold/],
  ],
  "evaluations that end in zeros": [
    write("evaluations.jsonl", "\0\0\0\n"),
    ["evaluations.jsonl", "damaged", /^line 1 must hold/],
  ],
  "a warning without a text": [
    edit("warnings.jsonl", '"text":"careful"', '"text":7'),
    ["warnings.jsonl", "damaged", /^line 2 must hold a warning: it is damaged$/],
  ],
  "notes that are cut off": [cut("report.json"), ["report.json", "damaged", /^it is no JSON$/]],
  "notes of something else": [
    write("report.json", '{"end":null}'),
    ["report.json", "damaged", /^it does not say how training ended$/],
  ],
  "a report that is cut off": [cut("report.html"), ["report.html", "damaged", /^it is cut off/]],
  "a report that is none": [write("report.html", "</html>"), ["report.html", "damaged", /^it does not begin as such/]],
  "weights of the best generator of which a bit was turned": [
    turnBit(WEIGHTS),
    [WEIGHTS, "damaged", /^its checksum must be that of best\/best\.json: it is damaged, or of another step$/],
  ],
  "weights of the best generator that are cut off": [
    cut(WEIGHTS, 4),
    ["best/model/model.json", "other", /are damaged$/],
    [WEIGHTS, "damaged", /^it must have 128 bytes as best\/model\/model\.json says: it has 124$/],
  ],
  "a best value without its card": [
    edit("best/best.json", '"card"', '"cart"'),
    ["best/best.json", "damaged", /^it does not hold a value with its card$/],
  ],
  "a best generator without its value": [
    remove("best/best.json"),
    ["best/best.json", "missing", /^it is written after the generator that it is of$/],
  ],
  "a best value without its generator": [
    remove("best/model/model.json"),
    ["best/model/model.json", "missing", /^best\/best\.json is of it$/],
    [WEIGHTS, "other"],
  ],
  "exports that are cut off": [
    async (folder) => {
      await cut("exported/layers/weights.bin", 4)(folder);
      await cut("exported/onnx/model.onnx", 1)(folder);
      await cut("exported/safetensors/model.safetensors", 1)(folder);
      await cut("exported/savedmodel/saved_model.pb", 1)(folder);
    },
    ["exported/layers/model.json", "other"],
    ["exported/layers/weights.bin", "damaged", /^it must have 128 bytes/],
    ["exported/onnx/model.onnx", "damaged", /^it is cut off$/],
    ["exported/safetensors/model.safetensors", "damaged"],
    ["exported/savedmodel/saved_model.pb", "damaged", /^it is cut off$/],
  ],
  "an export that is something else": [
    write("exported/onnx/model.onnx", "<html>"),
    ["exported/onnx/model.onnx", "damaged", /^it (is cut off|holds no model)/],
  ],
  "exports of which files are missing": [
    remove("exported/onnx/model.onnx", "exported/layers/README.txt"),
    ["exported/layers/README.txt", "missing", /^an export says there how it is loaded$/],
    ["exported/onnx/model.onnx", "missing", /^the export has it$/],
  ],
  "a playground without a script": [
    remove("playground/playground.js"),
    ["playground/playground.js", "missing", /^playground\/index\.html loads it$/],
  ],
  "a playground that was not written to its end": [remove(PAGE), [PAGE, "missing", /^it is written when all other/]],
  "a playground's page that is cut off": [cut(PAGE), [PAGE, "damaged", /^it is cut off/]],
  "a playground's generator that is cut off": [cut(SCRIPT), [SCRIPT, "damaged", /^it does not hold a generator$/]],
  "a playground's generator with other weights": [
    edit(SCRIPT, /"weights":"[^"]{8}/, '"weights":"'),
    [SCRIPT, "damaged", /^its weights must have 128 bytes: they have 122$/],
  ],
  "a playground's generator whose weights are in a file of another size": [
    async (folder) => {
      await edit(SCRIPT, /"weights":"[^"]*"/, '"weights":{"file":"weights.bin"}')(folder);
      await write("playground/weights.bin", "few")(folder);
    },
    ["playground/weights.bin", "damaged", /^it must have 128 bytes as playground\/generator\.js says: it has 3$/],
  ],
  "a playground's generator whose weights are elsewhere": [
    edit(SCRIPT, /"weights":"[^"]*"/, '"weights":{"file":"../model/weights.bin"}'),
    [SCRIPT, "damaged", /^its weights must be in weights\.bin$/],
  ],
  "a library that ends in zeros": [
    async (folder) => {
      const { size } = await Deno.stat(`${folder}/playground/tf.min.js`);
      await Deno.truncate(`${folder}/playground/tf.min.js`, size + 9);
    },
    ["playground/tf.min.js", "damaged", /^it is cut off/],
  ],
  "what interrupted writing of folders leaves": [
    async (folder) => {
      for (const inner of ["exported/.onnx.0123abcd.partial", "playground/.model.89abcdef.partial/model"]) {
        await Deno.mkdir(`${folder}/${inner}`, { recursive: true });
        await write(`${inner}/model.json`, "{")(folder);
      }
    },
    ["exported/.onnx.0123abcd.partial/model.json", "leftover", /^its writing was interrupted$/],
    ["playground/.model.89abcdef.partial/model/model.json", "leftover"],
  ],
  "files that are too long": [
    async (folder) => {
      for (const path of ["evaluations.jsonl", "best/best.json", "exported/onnx/model.onnx", SCRIPT, "report.html"]) {
        await Deno.truncate(`${folder}/${path}`, 2 ** 40);
      }
    },
    ["best/best.json", "damaged", /^it has 1099511627776 bytes, more than the \d+ that are read$/],
    ["evaluations.jsonl", "damaged", /^it has 1099511627776 bytes/],
    ["exported/onnx/model.onnx", "damaged", /^it has 1099511627776 bytes/],
    [SCRIPT, "damaged", /^it has 1099511627776 bytes/],
    ["report.html", "damaged", /^it has 1099511627776 bytes/],
  ],
};

for (const [name, [how, ...found]] of Object.entries(DAMAGES)) {
  Deno.test(`of ${name} it is said which file it is and what is wrong`, async () => {
    const bad = await notFine(how);
    assertEquals(bad.map(({ path, state }) => [path, state]), found.map(([path, state]) => [path, state]));
    for (const [index, [, , reason]] of found.entries()) if (reason) assertMatch(bad[index]!.reason ?? "", reason);
  });
}

Deno.test("of a run that is being trained, what is being written beside is no damage", async () => {
  const bad = await notFine(async (folder) => {
    await cut("evaluations.jsonl")(folder);
    await turnBit(WEIGHTS)(folder);
  }, { isTraining: true });
  assertEquals(bad, [{ path: WEIGHTS, state: "other", reason: "it is being written" }]);
});
