import { decodeSafetensors, startCompute, takeFileLock } from "@forger/core";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type CheckedFile, checkRun } from "./check_run.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { checkedRun, copyFolder } from "./testdata/checked_run.ts";
import { cut, edit, remove, turnBit, write } from "./testdata/damage.ts";

await startCompute({ backend: "cpu" });

const HEALTHY = await checkedRun();
const EVENTS = "tensorboard/events.out.tfevents.1700000000.0";
const NEWEST = "checkpoints/step_00000012", MIDDLE = "checkpoints/step_00000008", OLDEST = "checkpoints/step_00000004";

addEventListener("unload", () => Deno.removeSync(`${HEALTHY}/..`, { recursive: true }));

/** A copy of the healthy run, removed afterwards. */
async function copied(): Promise<{ readonly folder: string } & AsyncDisposable> {
  const parent = await Deno.makeTempDir({ prefix: "forger-check-" });
  await copyFolder(HEALTHY, `${parent}/run`);
  return { folder: `${parent}/run`, [Symbol.asyncDispose]: () => Deno.remove(parent, { recursive: true }) };
}

const notFine = (files: readonly CheckedFile[]) => files.filter(({ state }) => state !== "fine");

/** Everything of a folder: names, bytes and times of change. */
async function snapshot(folder: string, inner = ""): Promise<string[]> {
  const lines: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(`${folder}${inner}`)) {
    const path = `${inner}/${name}`, { mtime } = await Deno.lstat(`${folder}${path}`);
    const content = isFile ? (await Deno.readFile(`${folder}${path}`)).toBase64() : "";
    lines.push(`${path} ${mtime?.getTime()} ${content}`);
    if (isDirectory) lines.push(...await snapshot(folder, path));
  }
  return lines.sort();
}

Deno.test("a healthy run is fine, can be resumed from its end and sampled from, and is not changed", async () => {
  const before = await snapshot(HEALTHY);
  const { files, ...rest } = await checkRun(HEALTHY);
  assertEquals(notFine(files), []);
  assertEquals(files.map(({ path }) => path), [
    `${OLDEST}.json`,
    `${OLDEST}.safetensors`,
    `${MIDDLE}.json`,
    `${MIDDLE}.safetensors`,
    `${NEWEST}.json`,
    `${NEWEST}.safetensors`,
    "config.json",
    "lock",
    "losses.svg",
    "metrics.csv",
    "metrics.jsonl",
    "model/model.json",
    "model/weights.bin",
    "samples/final.png",
    EVENTS,
  ]);
  assertEquals(rest, { folder: HEALTHY, isTraining: false, steps: 12, resume: { step: 12 }, notSampled: undefined });
  assertEquals(await snapshot(HEALTHY), before);
});

interface Damage {
  /** Damages the run. */
  readonly how: (folder: string) => Promise<unknown>;
  /** All files that are not fine, each as its path, its state and how its reason begins. */
  readonly found: readonly (readonly [path: string, state: CheckedFile["state"], reason?: RegExp])[];
  /** @default {12} */
  readonly resume?: number | RegExp;
  /** @default it can be sampled from */
  readonly notSampled?: RegExp;
}

/** Writes a checkpoint with other tensors, whose checksum is right. */
const reshape = (step: number, name: RegExp, shape: readonly number[]) => async (folder: string) => {
  const { config, state } = await readCheckpoint(folder, step);
  const tensors = Object.entries(state.tensors).map((
    [key, tensor],
  ) => [
    key,
    name.test(key) ? { ...tensor, shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) } : tensor,
  ]);
  await writeCheckpoint(folder, { config, state: { ...state, tensors: Object.fromEntries(tensors) } });
};

const DAMAGES: Readonly<Record<string, Damage>> = {
  "settings that are cut off": {
    how: cut("config.json"),
    found: [["config.json", "damaged", /^it is no JSON$/]],
    resume: /^its config\.json cannot be used$/,
  },
  "settings of something else": {
    how: write("config.json", '{"name":"x"}'),
    found: [["config.json", "damaged", /^it does not hold the settings of a run$/]],
    resume: /config\.json/,
  },
  "no settings": {
    how: remove("config.json"),
    found: [["config.json", "missing", /^every run has its settings there$/]],
    resume: /config\.json/,
  },
  "tensors of which a bit was turned": {
    how: turnBit(`${NEWEST}.safetensors`),
    found: [[`${NEWEST}.safetensors`, "damaged", /^its checksum must be that of its description: it is damaged$/]],
    resume: 8,
  },
  "tensors that are cut off": {
    how: cut(`${NEWEST}.safetensors`),
    found: [[`${NEWEST}.safetensors`, "damaged", /^it must have \d+ bytes: it has \d+$/]],
    resume: 8,
  },
  "tensors that are missing": {
    how: remove(`${MIDDLE}.safetensors`),
    found: [[`${MIDDLE}.json`, "other", /tensors cannot be read/], [`${MIDDLE}.safetensors`, "missing", /is there$/]],
  },
  "a description of which a bit was turned": {
    how: turnBit(`${NEWEST}.json`, 200),
    found: [
      [`${NEWEST}.json`, "damaged", /^its checksum must be that of its content: it is damaged$/],
      [`${NEWEST}.safetensors`, "other", /^its description, which has its checksum, is damaged$/],
    ],
    resume: 8,
  },
  "tensors without a description": {
    how: remove(`${NEWEST}.json`),
    found: [[`${NEWEST}.safetensors`, "leftover", /^it has no description/]],
    resume: 8,
  },
  "all descriptions empty": {
    how: async (folder) => {
      for (const base of [OLDEST, MIDDLE, NEWEST]) await Deno.truncate(`${folder}/${base}.json`);
    },
    found: [OLDEST, MIDDLE, NEWEST].flatMap((base) =>
      [
        [`${base}.json`, "damaged", /^its format must be/],
        [`${base}.safetensors`, "other"],
      ] as const
    ),
    resume: /^none of its checkpoints is whole$/,
  },
  "no checkpoints": {
    how: (folder) => Deno.remove(`${folder}/checkpoints`, { recursive: true }),
    found: [[`${NEWEST}.json`, "missing", /^the plugin checkpoints writes one every 4 steps$/]],
    resume: /^it has no checkpoint$/,
  },
  "an older checkpoint of another network": {
    how: reshape(4, /^generator\/optimizer\/.*\/0$/, [5, 3]),
    found: [[
      `${OLDEST}.safetensors`,
      "damaged",
      /^generator\/optimizer\/\S+\/0 must have the shape of a weight: its shape is \[5,3\]$/,
    ]],
  },
  "an older checkpoint with a weight of another shape": {
    how: reshape(8, /^generator\/0\//, [5, 3]),
    found: [[`${MIDDLE}.safetensors`, "damaged", /must (have the shape|be as in the checkpoint of step 12)/]],
  },
  "a newest checkpoint of another network": {
    how: reshape(12, /^discriminator\/\d\/.*kernel/, [7]),
    found: [[`${NEWEST}.safetensors`, "damaged", /^the discriminator must have 21 parameters as config\.json says/]],
    resume: /^its newest checkpoint, of step 12, does not fit: /,
  },
  "rows that are missing in both formats": {
    how: async (folder) => {
      await edit("metrics.jsonl", /\{"step":7,.*\n/, "")(folder);
      await edit("metrics.csv", /\n7,.*/, "")(folder);
    },
    found: [
      ["metrics.csv", "damaged", /^step 6 is followed by step 8$/],
      ["metrics.jsonl", "damaged", /^step 6 is followed by step 8$/],
    ],
  },
  "a row that is there twice": {
    how: edit("metrics.csv", /\n(5,.*)/, "\n$1\n$1"),
    found: [["metrics.csv", "damaged", /^step 5 is followed by step 5$/]],
  },
  "a last line that is cut off": {
    how: cut("metrics.jsonl", 3),
    found: [["metrics.jsonl", "damaged", /^its row after step 11 is cut off$/]],
  },
  "a row without a value": {
    how: edit("metrics.csv", /(\n9,)[^,\n]*,/, "$1"),
    found: [["metrics.csv", "damaged", /^its row after step 8 is damaged$/]],
  },
  "a row of garbage": {
    how: edit("metrics.jsonl", '{"step":1,', '{"step":1.5,'),
    found: [["metrics.jsonl", "damaged", /^its first row is damaged$/]],
  },
  "a header that is none": {
    how: edit("metrics.csv", "step,", "stop,"),
    found: [["metrics.csv", "damaged", /^its first line must name the columns/]],
  },
  "metrics that are empty": {
    how: write("metrics.csv", ""),
    found: [["metrics.csv", "damaged", /^it is empty$/]],
  },
  "formats that do not agree": {
    how: edit("metrics.csv", /(\n3,)[^,\n]*/, "$10.125"),
    found: [["metrics.csv", "damaged", /^discriminator of step 3 must be as in metrics\.jsonl, [\d.]+: it is 0\.125$/]],
  },
  "metrics that end before the newest checkpoint": {
    how: edit("metrics.jsonl", /\{"step":11,[^]*/, ""),
    found: [
      ["metrics.csv", "damaged", /^it ends at step 12, and metrics\.jsonl at step 10$/],
      ["metrics.jsonl", "damaged", /^it ends at step 10: what follows up to the newest checkpoint is lost$/],
    ],
  },
  "no metrics": {
    how: remove("metrics.csv", "metrics.jsonl"),
    found: [["metrics.csv", "missing", /^the plugin metrics-file writes it/], ["metrics.jsonl", "missing"]],
  },
  "weights that are cut off": {
    how: cut("model/weights.bin", 4),
    found: [
      ["model/model.json", "other", /are damaged$/],
      ["model/weights.bin", "damaged", /^it must have 128 bytes as model\/model\.json says: it has 124$/],
    ],
    notSampled: /^model\/weights\.bin is damaged$/,
  },
  "no weights": {
    how: remove("model/weights.bin"),
    found: [["model/model.json", "other"], ["model/weights.bin", "missing", /^model\/model\.json names it$/]],
    notSampled: /^model\/weights\.bin cannot be read$/,
  },
  "a model's description that is cut off": {
    how: cut("model/model.json"),
    found: [["model/model.json", "damaged", /^it is no JSON$/], ["model/weights.bin", "other"]],
    notSampled: /^model\/model\.json is damaged$/,
  },
  "a model with weights elsewhere": {
    how: edit("model/model.json", '"weights.bin"', '"../../secret"'),
    found: [
      ["model/model.json", "damaged", /^it must name files beside it: it names \.\.\/\.\.\/secret$/],
      ["model/weights.bin", "other"],
    ],
    notSampled: /damaged/,
  },
  "a model of a layer that nobody knows": {
    how: edit("model/model.json", '"Dense"', '"Dance"'),
    found: [["model/model.json", "damaged", /^Cannot load network as .* must hold one of known layers/]],
    notSampled: /^model\/model\.json does not load$/,
  },
  "a model that would fill the memory": {
    how: edit("model/model.json", '"units":5', '"units":5000000000000'),
    found: [["model/model.json", "damaged", /^Cannot load network/]],
    notSampled: /does not load/,
  },
  "no model": {
    how: (folder) => Deno.remove(`${folder}/model`, { recursive: true }),
    found: [["model/model.json", "missing", /^the plugin save-generator writes it when training ends/]],
    notSampled: /^it has no saved generator/,
  },
  "a picture that is cut off": {
    how: cut("samples/final.png", 1),
    found: [["samples/final.png", "damaged", /^it is cut off, or something follows its end$/]],
  },
  "a picture that is none": {
    how: write("samples/final.png", "no picture"),
    found: [["samples/final.png", "damaged", /^it does not begin as such a file$/]],
  },
  "a drawing that is cut off": {
    how: cut("losses.svg", 3),
    found: [["losses.svg", "damaged", /^it is cut off/]],
  },
  "events that are cut off": {
    how: cut(EVENTS, 7),
    found: [[EVENTS, "damaged", /^after 2 records it is cut off$/]],
  },
  "events of which a bit was turned": {
    how: turnBit(EVENTS, 50),
    found: [[EVENTS, "damaged", /^after 1 records the checksum of the next one is wrong$/]],
  },
  "events with a length that is wrong": {
    how: turnBit(EVENTS, 42),
    found: [[EVENTS, "damaged", /^after 2 records the checksum of the next one's length is wrong$/]],
  },
  "events that are none": {
    how: (folder) => Deno.truncate(`${folder}/${EVENTS}`),
    found: [[EVENTS, "damaged", /^it is empty$/]],
  },
  "what interrupted writing leaves": {
    how: async (folder) => {
      await write(".config.json.0123abcd.partial", "{")(folder);
      await write("checkpoints/.step_00000016.safetensors.89abcdef.partial", "")(folder);
      await write("notes.txt", "mine")(folder);
    },
    found: [
      [".config.json.0123abcd.partial", "leftover", /^its writing was interrupted$/],
      ["checkpoints/.step_00000016.safetensors.89abcdef.partial", "leftover"],
      ["notes.txt", "other"],
    ],
  },
  "files that are too long": {
    how: async (folder) => {
      await Deno.truncate(`${folder}/config.json`, 2 ** 40);
      await Deno.truncate(`${folder}/${NEWEST}.safetensors`, 2 ** 40);
      await Deno.truncate(`${folder}/metrics.csv`, 2 ** 33); // zeros follow, and no line ends
      await Deno.truncate(`${folder}/samples/final.png`, 2 ** 40);
      await Deno.truncate(`${folder}/model/weights.bin`, 2 ** 40);
      await Deno.truncate(`${folder}/${EVENTS}`, 2 ** 40);
    },
    found: [
      [`${NEWEST}.json`, "other"],
      [`${NEWEST}.safetensors`, "damaged", /^it has 1099511627776 bytes, more than the \d+ that are read$/],
      ["config.json", "damaged", /^it has 1099511627776 bytes/],
      ["metrics.csv", "damaged", /^it has a line of more than 1048576 bytes$/],
      ["model/model.json", "other"],
      ["model/weights.bin", "damaged", /^it has 1099511627776 bytes/],
      ["samples/final.png", "damaged", /^it has 1099511627776 bytes/],
      [EVENTS, "damaged", /^it has 1099511627776 bytes/],
    ],
    resume: /config\.json/,
    notSampled: /weights\.bin cannot be read/,
  },
};

for (const [name, { how, found, resume = 12, notSampled }] of Object.entries(DAMAGES)) {
  Deno.test(`of ${name} it is said which file it is, what is wrong and what can still be used`, async () => {
    await using run = await copied();
    await how(run.folder);
    const check = await checkRun(run.folder), bad = notFine(check.files);
    assertEquals(bad.map(({ path, state }) => [path, state]), found.map(([path, state]) => [path, state]));
    for (const [index, [, , reason]] of found.entries()) if (reason) assertMatch(bad[index]!.reason ?? "", reason);
    if (typeof resume === "number") assertEquals(check.resume, { step: resume });
    else assertMatch("reason" in check.resume ? check.resume.reason : "", resume);
    if (notSampled) assertMatch(check.notSampled ?? "", notSampled);
    else assertEquals(check.notSampled, undefined);
  });
}

Deno.test("links are named and not followed, and pipes are not waited for", async () => {
  await using run = await copied();
  const { folder } = run;
  const elsewhere = `${folder}/../elsewhere`;
  await Deno.mkdir(elsewhere);
  await Deno.writeTextFile(`${elsewhere}/.x.0123abcd.partial`, "");
  await Deno.symlink(elsewhere, `${folder}/others`);
  await Deno.symlink(folder, `${folder}/circle`);
  for (const path of ["config.json", `${NEWEST}.safetensors`]) {
    await Deno.rename(`${folder}/${path}`, `${elsewhere}/${path.split("/").at(-1)}`);
    await Deno.symlink(`${elsewhere}/${path.split("/").at(-1)}`, `${folder}/${path}`);
  }
  if (Deno.build.os !== "windows") {
    await Deno.remove(`${folder}/metrics.jsonl`);
    await new Deno.Command("mkfifo", { args: [`${folder}/metrics.jsonl`] }).output();
  }
  const { files, resume } = await checkRun(folder);
  const link = "it is a symbolic link, which is not followed";
  assertEquals(notFine(files), [
    { path: `${NEWEST}.json`, state: "other", reason: "its tensors cannot be read" },
    { path: `${NEWEST}.safetensors`, state: "damaged", reason: link },
    { path: "circle", state: "other", reason: link },
    { path: "config.json", state: "damaged", reason: link },
    ...Deno.build.os === "windows"
      ? []
      : [{ path: "metrics.jsonl", state: "damaged", reason: "it is no regular file" } as const],
    { path: "others", state: "other", reason: link },
  ]);
  assertEquals(resume, { reason: "its config.json cannot be used" });
});

Deno.test("of a run that is being trained, what is being written is no damage", async () => {
  await using run = await copied();
  const { folder } = run;
  using _lock = await takeFileLock(`${folder}/lock`);
  await Deno.writeTextFile(`${folder}/checkpoints/.step_00000016.json.0123abcd.partial`, "");
  await Deno.copyFile(`${folder}/${NEWEST}.safetensors`, `${folder}/checkpoints/step_00000016.safetensors`);
  await Deno.remove(`${folder}/model`, { recursive: true });
  await Deno.writeTextFile(`${folder}/metrics.jsonl`, '{"step":13,"disc', { append: true });
  const { files, isTraining } = await checkRun(folder);
  assertEquals(isTraining, true);
  assertEquals(notFine(files), [
    {
      path: "checkpoints/.step_00000016.json.0123abcd.partial",
      state: "other",
      reason: "it is being written",
    },
    { path: "checkpoints/step_00000016.safetensors", state: "other", reason: "it is being written" },
  ]);
});

Deno.test("pictures are decoded where there is a decoder, and progress is told", async () => {
  await using run = await copied();
  const decoded: string[] = [], progress: number[] = [];
  const { files } = await checkRun(run.folder, {
    checkPicture: (path) => {
      decoded.push(path);
      return Promise.resolve("it is ugly");
    },
    onProgress: (done, total) => progress.push(done / total),
  });
  assertEquals(decoded, [`${run.folder}/samples/final.png`]); // a drawing is no picture of pixels
  assertEquals(notFine(files), [{ path: "samples/final.png", state: "damaged", reason: "it is ugly" }]);
  assertEquals([progress.at(-1), progress.every((share) => share > 0 && share <= 1)], [1, true]);
});

Deno.test("a folder that is none, and one without anything of a run, are refused", async () => {
  const folder = await Deno.makeTempDir(),
    refused = (path: string, message: string) =>
      assertRejects(() => checkRun(path), RangeError, `Cannot check ${path} as it must be a run's folder: ${message}`);
  await refused(`${folder}/none`, "there is none of that name");
  await Deno.writeTextFile(`${folder}/file`, "");
  await refused(`${folder}/file`, "it is a file");
  await refused(folder, "it holds nothing of a run");
});

Deno.test("values that JSON has not, names with commas and rows without a value agree in both formats", async () => {
  await using run = await copied();
  const { folder } = run;
  await Deno.writeTextFile(
    `${folder}/metrics.jsonl`,
    Array.from({ length: 12 }, (_, index) => {
      const step = index + 1;
      return `{"step":${step},"a, \\"b\\"":${step % 2 ? '"NaN"' : "1e-7"}${step > 6 ? ',"late":"-Infinity"' : ""}}\n`;
    }).join(""),
  );
  const rows = Array.from(
    { length: 12 },
    (_, index) => `${index + 1},${index % 2 ? "1e-7" : "NaN"},${index > 5 ? "-Infinity" : ""}\n`,
  );
  await Deno.writeTextFile(`${folder}/metrics.csv`, `step,"a, ""b""",late\n${rows.join("")}`);
  assertEquals(notFine((await checkRun(folder)).files), []);
});

Deno.test("the tensors of the healthy run are those of a tiny network with Adam", async () => {
  // what the checks of shapes rely on
  const { tensors } = decodeSafetensors(await Deno.readFile(`${HEALTHY}/${NEWEST}.safetensors`));
  const names = Object.keys(tensors).filter((name) => name.startsWith("generator/"));
  assertEquals(names.filter((name) => !name.includes("/optimizer/")).length, 4);
  assertEquals(names.filter((name) => name.includes("/optimizer/")).length, 2 * 4 + 2);
});
