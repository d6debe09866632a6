import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import { checkpointFolder, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { newestCheckpoint } from "./find_checkpoints.ts";
import type { RunState } from "./run_state.ts";

const STATE: RunState = {
  step: 12,
  rowsSeen: 48,
  tensors: { "generator/0/kernel": { dtype: "float32", shape: [2], values: Float32Array.of(0.5, -0) } },
  plugins: {
    ema: { average: { dtype: "float32", shape: [], values: Float32Array.of(2) }, level: NaN },
    ["__proto__"]: { "a/b": { dtype: "int32", shape: [1], values: Int32Array.of(3) } },
    constructor: {},
    "100 %": { note: "x" },
  },
  compile: "graph",
  pending: { logs: [{ step: 12, values: { loss: -Infinity } }], onStepEnd: { ema: 12 }, onEpochEnd: {} },
};
const CONFIG = { name: "tiny", seed: 1, steps: 30 };
const BASE = "step_00000012";

async function written(): Promise<{ run: string; description: string; tensors: string }> {
  const run = await Deno.makeTempDir({ prefix: "forger-checkpoint-" });
  await writeCheckpoint(run, { state: STATE, config: CONFIG });
  const folder = checkpointFolder(run);
  return { run, description: `${folder}/${BASE}.json`, tensors: `${folder}/${BASE}.safetensors` };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Changes a description's text, and gives it the checksum that belongs to it. */
async function signed(path: string, change: (text: string) => string): Promise<void> {
  const content = change((await Deno.readTextFile(path)).replace(/,"sha256":"[0-9a-f]{64}"\}\n$/, "}"));
  const checksum = await sha256(new TextEncoder().encode(content));
  await Deno.writeTextFile(path, `${content.slice(0, -1)},"sha256":"${checksum}"}\n`);
}

Deno.test("a checkpoint reads as it was written, whatever the plugins' names and values are", async () => {
  const { run } = await written();
  assertEquals(await readCheckpoint(run, 12), { state: STATE, config: CONFIG });
});

Deno.test("a description of which any bit was turned, or that was cut anywhere, is refused", async () => {
  const { run, description } = await written(), whole = await Deno.readFile(description);
  for (let place = 0; place < whole.length; place++) {
    const garbled = whole.slice();
    garbled[place]! ^= 1 << place % 8;
    await Deno.writeFile(description, place % 2 === 0 ? garbled : whole.subarray(0, place));
    await assertRejects(() => readCheckpoint(run, 12), Error, `Cannot read checkpoint ${description} as its `);
  }
  await Deno.writeFile(description, whole);
  await readCheckpoint(run, 12);
});

const HOSTILE: readonly (readonly [string, (text: string) => string, string])[] = [
  ["another step", (text) => text.replace('"step":12', '"step":13'), "it must be of step 12: it says 13"],
  ["no JSON", (text) => text.replace('"rowsSeen":', '"rowsSeen"'), "it must be JSON"],
  ["depths", (text) => text.replace(/\}$/, `,"x":${"[".repeat(1e6)}${"]".repeat(1e6)}}`), "it must be JSON"],
  ["a text among the logs", (text) => text.replace('"#-Infinity"', '"much"'), "it must say all of a run's state"],
  ["a step that is none", (text) => text.replace('"ema":12', '"ema":-1'), "it must say all of a run's state"],
  ["a plugin's name that is no Unicode", (text) => text.replace('"100 %"', '"\\ud800"'), "it must say all"],
  ["rows that are none", (text) => text.replace('"rowsSeen":48', '"rowsSeen":1e300'), "it must say all"],
];

for (const [name, change, message] of HOSTILE) {
  Deno.test(`a description with ${name} is refused, also if its checksum is right`, async () => {
    const { run, description } = await written();
    await signed(description, change);
    await assertRejects(() => readCheckpoint(run, 12), Error, message);
  });
}

Deno.test("names of tensors change nothing but the state", async () => {
  const { run, description, tensors } = await written();
  const value: SafetensorsTensor = { dtype: "float32", shape: [1], values: Float32Array.of(7) };
  const names = [
    "plugins/__proto__/polluted",
    "plugins/constructor/keys",
    "plugins/%E0%A4%A/x",
    "__proto__",
    "plugins//",
  ];
  const before = Object.keys;
  const bytes = encodeSafetensors({
    ...decodeSafetensors(await Deno.readFile(tensors)).tensors,
    ...Object.fromEntries(names.map((name) => [name, value])),
  });
  await Deno.writeFile(tensors, bytes);
  const checksum = await sha256(bytes);
  await signed(
    description,
    (text) => text.replace(/"tensors":.*$/, `"tensors":{"bytes":${bytes.length},"sha256":"${checksum}"}}`),
  );
  const { state } = await readCheckpoint(run, 12);
  assertEquals("polluted" in {}, false);
  assertEquals(Object.keys === before, true);
  assertEquals(Object.keys(state.plugins["constructor"]!), ["keys"]);
  assertEquals(Object.hasOwn(state.tensors, "__proto__"), true);
});

Deno.test("files that are links to nothing, folders or absurdly large are refused in words", async () => {
  const { run, description, tensors } = await written(), folder = checkpointFolder(run);
  await Deno.truncate(description, 2 ** 27); // of a file with a hole, which takes no room
  await assertRejects(() => readCheckpoint(run, 12), Error, "it has 134217728 bytes, more than 67108864");
  await Deno.remove(description);
  await Deno.mkdir(description);
  await assertRejects(() => readCheckpoint(run, 12), Error, "it is no file");
  await assertRejects(() => newestCheckpoint(run), Error, "none of its 1 can be used");
  await Deno.remove(folder, { recursive: true });
  await assertRejects(() => readCheckpoint(run, 12), Error, `Cannot read checkpoint ${description}: it is missing`);
  await writeCheckpoint(run, { state: STATE, config: CONFIG });
  await Deno.truncate(tensors, 2 ** 40);
  await assertRejects(() => readCheckpoint(run, 12), Error, "it has 1099511627776 bytes, more than");
});

Deno.test("what could not be read again is not written", async () => {
  const run = await Deno.makeTempDir(), note = "x".repeat(2 ** 26);
  const state = { ...STATE, plugins: { wordy: { note } } };
  await assertRejects(
    () => writeCheckpoint(run, { state, config: {} }),
    RangeError,
    "must have at most 67108864 bytes",
  );
  assertEquals((await Array.fromAsync(Deno.readDir(run))).length, 0);
});
