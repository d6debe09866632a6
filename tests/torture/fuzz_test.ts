// Damages files by chance, thousands of times: each is refused with an error of ours, or read as what it says, in time that
// can be waited for and memory that the file's size accounts for.
import { run } from "@forger/cli";
import { decodeSafetensors, startCompute } from "@forger/core";
import { imageFolder, inspectImages, readIdx, UnreadableImage } from "@forger/data";
import { checkRun, readCheckpoint, type RunState, Trainer } from "@forger/trainers";
import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { mutate } from "./mutate.ts";
import { tinyTraining } from "./tiny_training.ts";
import { IS_LONG, numbersFrom, SEED } from "./torture.ts";

await startCompute({ backend: "cpu" });

const FACTOR = IS_LONG ? 20 : 1;
/** Milliseconds in which anything must be over; a busy machine is slow. */
const LONGEST = 5_000;
/** What the program may take besides, however small the files are. */
const SLACK = 400 * 2 ** 20;

const PARENT = await Deno.makeTempDir({ prefix: "forger-fuzz-" });
addEventListener("unload", () => Deno.removeSync(PARENT, { recursive: true }));
const RUN = `${PARENT}/run`, STEP = 4;
await new Trainer(tinyTraining(), { folder: RUN, steps: STEP, compile: "off" }).train();
const BASE = `${RUN}/checkpoints/step_00000004`, DESCRIPTION = `${BASE}.json`, TENSORS = `${BASE}.safetensors`;
const WHOLE = {
  description: await Deno.readFile(DESCRIPTION),
  tensors: await Deno.readFile(TENSORS),
  config: await Deno.readFile(`${RUN}/config.json`),
  state: (await readCheckpoint(RUN, STEP)).state,
};

/** Runs a test for each of so many mutations, which follow from the seed; says which one failed. */
async function eachMutation(
  count: number,
  wholes: readonly Uint8Array<ArrayBuffer>[],
  test: (mutated: Uint8Array<ArrayBuffer>, whole: Uint8Array<ArrayBuffer>) => Promise<void> | void,
): Promise<void> {
  const before = Deno.memoryUsage().rss;
  for (let number = 0; number < count * FACTOR; number++) {
    const next = numbersFrom(SEED * 1e6 + number), whole = wholes[number % wholes.length]!, begin = performance.now();
    const what = `seed ${SEED}, mutation ${number}`;
    try {
      await test(mutate(whole, next), whole);
    } catch (error) {
      throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
    }
    assertLess(performance.now() - begin, LONGEST, what);
  }
  assertLess(Deno.memoryUsage().rss - before, SLACK);
}

const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Reads the checkpoint; undefined where it is refused in words of ours. */
async function read(): Promise<RunState | undefined> {
  try {
    return (await readCheckpoint(RUN, STEP)).state;
  } catch (error) {
    assert(error instanceof Error && error.message.startsWith(`Cannot read checkpoint ${BASE}.`), `${error}`);
    return undefined;
  }
}

/** Looks whether a state is one in all of its parts. */
function checkState({ compile, pending, plugins, rowsSeen, step, tensors }: RunState, bytes: number): void {
  assertEquals(step, STEP);
  assert(Number.isSafeInteger(rowsSeen) && rowsSeen >= 0);
  assert([undefined, "xla", "graph", "off"].includes(compile));
  for (const { step, values } of pending.logs) {
    assert(Number.isSafeInteger(step) && Object.values(values).every((value) => typeof value === "number"));
  }
  let all = 0;
  const stored = [...Object.values(tensors), ...Object.values(plugins).flatMap((state) => Object.values(state))];
  for (const tensor of stored) {
    if (typeof tensor !== "object" || tensor === null || !("values" in tensor) || !ArrayBuffer.isView(tensor.values)) {
      continue;
    }
    const { shape, values } = tensor as RunState["tensors"][string];
    assertEquals(shape.reduce((product, length) => product * length, 1), values.length);
    all += values.byteLength;
  }
  assert(all <= 2 * bytes);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** A description's content, without its checksum. */
const contentOf = (description: Uint8Array): string =>
  new TextDecoder().decode(description).replace(/,"sha256":"[0-9a-f]{64}"\}\n$/, "}");

/** A description with the checksum that belongs to it. */
async function signed(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const whole = Uint8Array.from([...content.subarray(0, -1), "}".charCodeAt(0)]);
  const begin = new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole.subarray(0, -1));
  return `${begin},"sha256":"${await sha256(whole)}"}\n`;
}

Deno.test("a checkpoint of which a file was damaged is refused", async () => {
  for (const [path, whole] of [[DESCRIPTION, WHOLE.description], [TENSORS, WHOLE.tensors]] as const) {
    await eachMutation(1_500, [whole], async (mutated) => {
      await Deno.writeFile(path, mutated);
      const state = await read();
      if (state) assert(same(mutated, whole), "what is not the same is read as if it were");
      else assert(!same(mutated, whole), "what is the same is refused");
    });
    await Deno.writeFile(path, whole);
  }
  assertEquals(await read(), WHOLE.state);
});

Deno.test("a description that was forged, with a right checksum, is refused or a whole state", async () => {
  let taken = 0;
  await eachMutation(1_500, [new TextEncoder().encode(contentOf(WHOLE.description))], async (mutated) => {
    await Deno.writeTextFile(DESCRIPTION, await signed(mutated));
    const state = await read();
    if (!state) return;
    taken++;
    checkState(state, WHOLE.tensors.length);
  });
  await Deno.writeFile(DESCRIPTION, WHOLE.description);
  assert(taken > 0, "all are refused: the checksum must be wrong");
});

Deno.test("tensors that were forged, with a right checksum, are refused or a whole state", async () => {
  let taken = 0;
  await eachMutation(1_500, [WHOLE.tensors], async (mutated) => {
    const said = `"tensors":{"bytes":${mutated.length},"sha256":"${await sha256(mutated)}"}}`;
    const content = contentOf(WHOLE.description).replace(/"tensors":\{"bytes":.*$/, said);
    await Deno.writeFile(TENSORS, mutated);
    await Deno.writeTextFile(DESCRIPTION, await signed(new TextEncoder().encode(content)));
    const state = await read();
    if (!state) return;
    taken++;
    checkState(state, mutated.length);
    const { tensors } = decodeSafetensors(mutated); // none is left out, and none is made up
    const inPlugins = Object.keys(tensors).filter((name) => /^plugins\/[^/]*\//.test(name));
    assertEquals(Object.keys(state.tensors).length, Object.keys(tensors).length - inPlugins.length);
  });
  await Deno.writeFile(DESCRIPTION, WHOLE.description);
  await Deno.writeFile(TENSORS, WHOLE.tensors);
  assert(taken > 0, "all are refused: the checksum must be wrong");
});

Deno.test("a damaged config.json is named, or a whole one", async () => {
  const folder = `${PARENT}/configured`;
  await Deno.mkdir(folder);
  let fine = 0;
  await eachMutation(1_500, [WHOLE.config], async (mutated) => {
    await Deno.writeFile(`${folder}/config.json`, mutated);
    const { files, steps } = await checkRun(folder), [{ path, state }] = files as [typeof files[number]];
    assertEquals(path, "config.json");
    assert(state === "fine" ? Number.isSafeInteger(steps) : state === "damaged" && steps === undefined);
    if (state === "fine") fine++;
  });
  assert(fine > 0, "all are refused");
});

Deno.test("the command line takes a damaged config.json for a mistake, and never for a bug", async () => {
  const folder = `${PARENT}/resumed`, texts: string[] = [];
  await Deno.mkdir(folder);
  const output = { print: () => {}, printError: (text: string) => void texts.push(text) };
  await eachMutation(500, [WHOLE.config], async (mutated) => {
    await Deno.writeFile(`${folder}/config.json`, mutated);
    // the two flags do not go together, which is said once the settings are read
    assertEquals(await run(["train", "mnist", "--resume", folder, "--dry-run"], output), 2, texts.at(-1));
  });
  assertEquals(
    new Set(texts.map((text) => text.replaceAll(folder, "RUN").split("\n")[0])),
    new Set([
      "error: Cannot resume RUN as it must be a run's folder: its config.json is damaged",
      "error: Cannot use --dry-run with --resume as a run must go on as it began: leave it out",
    ]),
  );
});

/** An IDX file of each type. */
const IDX: readonly Uint8Array<ArrayBuffer>[] = ([[8, 1], [9, 1], [11, 2], [12, 4], [13, 4], [14, 8]] as const).map(
  ([type, width]) =>
    Uint8Array.from([
      ...[0, 0, type, 3],
      ...[0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2],
      ...Array.from({ length: 24 * width }, (_, index) => index * 73 & 255),
    ]),
);

Deno.test("a damaged IDX file is refused, or holds the numbers that it says", async () => {
  let taken = 0;
  await eachMutation(4_000, IDX, (mutated) => {
    try {
      const { data, shape, type } = readIdx(mutated, "damaged.idx");
      taken++;
      assertEquals(shape.reduce((product, length) => product * length, 1), data.length);
      assertEquals(`${type[0]!.toUpperCase()}${type.slice(1)}Array`, data.constructor.name);
      assertEquals(4 + 4 * shape.length + data.byteLength, mutated.length);
      const view = new DataView(mutated.buffer, mutated.byteOffset + 4 + 4 * shape.length);
      if (type === "int32" && data.length > 0) assertEquals(data.at(-1), view.getInt32(4 * (data.length - 1)));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      assertStringIncludes(error.message, "Cannot read damaged.idx as");
    }
  });
  assert(taken > 0, "all are refused");
});

/** Small pictures of every format. */
async function pictures(): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  const raw = { width: 24, height: 20, channels: 3 } as const;
  const pixels = Uint8Array.from({ length: 24 * 20 * 3 }, (_, index) => (index * index) % 251);
  const made: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const format of ["png", "jpeg", "gif", "webp", "tiff", "avif"] as const) {
    made[format] = new Uint8Array(await sharp(pixels, { raw }).toFormat(format).toBuffer());
  }
  return made;
}

Deno.test("damaged images are named, or bytes of the size that was asked for", async () => {
  const folder = `${PARENT}/images`, cacheFolder = `${PARENT}/cache`, before = Deno.memoryUsage().rss;
  await Deno.mkdir(folder);
  const wholes = await pictures(), each = 15 * FACTOR;
  for (const [format, whole] of Object.entries(wholes)) {
    await Deno.writeFile(`${folder}/0.whole.${format}`, whole);
    for (let number = 0; number < each; number++) {
      const damaged = mutate(whole, numbersFrom(SEED * 1e6 + number)), isEmpty = damaged.length === 0;
      await Deno.writeFile(`${folder}/${number + 1}.${format}`, isEmpty ? Uint8Array.of(0) : damaged); // as "strict" ends at once where a file is empty
    }
  }
  const options = { size: 8, cacheFolder, pixelLimit: 2 ** 22, onWarning: () => {} };
  const { images, unreadable } = await inspectImages(folder, options), formats = Object.keys(wholes).length;
  assertEquals(images + unreadable.length, formats * (each + 1), `seed ${SEED}`);
  assert(images >= formats && unreadable.length > formats, `seed ${SEED}: ${images} can be read`);
  assertEquals(unreadable.filter(({ path, reason }) => path.includes("whole") || reason === ""), []);
  const source = await imageFolder(folder, { ...options, strict: true });
  for (let row = 0; row < source.size; row++) {
    try {
      assertEquals((await source.read(Int32Array.of(row))).length, 8 * 8 * 3);
    } catch (error) {
      assert(error instanceof UnreadableImage, `seed ${SEED}: ${error}`);
    }
  }
  source.dispose();
  assertLess(Deno.memoryUsage().rss - before, SLACK);
});
