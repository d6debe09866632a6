import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { drawFlower } from "./draw_flower.ts";
import { FLOWER_SPECIES } from "./flower_species.ts";
import { flowers as anyFlowers, type FlowersOptions } from "./flowers.ts";
import { readRows } from "./read_rows.ts";

await startCompute({ backend: "cpu" });

const cacheFolder = await Deno.makeTempDir({ prefix: "forger-flowers-" });
const flowers = (options: FlowersOptions = {}) => anyFlowers({ cacheFolder, ...options });

/** Rows of a source, as numbers. */
async function rowsOf(options: FlowersOptions, indices: number[]): Promise<number[]> {
  const source = await flowers(options);
  const rows = await readRows(source, indices);
  const values = [...await rows.data()];
  rows.dispose();
  source.dispose();
  return values;
}

Deno.test("flowers are pictures in colour whose label is the species", async () => {
  const source = await flowers({ size: 16, count: 20 });
  assertEquals([source.name, source.size, source.shape, source.range], ["flowers", 20, [16, 16, 3], [-1, 1]]);
  assertEquals(source.classes, [...FLOWER_SPECIES]);
  assertEquals([...source.labels!], Array.from({ length: 20 }, (_, index) => drawFlower(index).label));
  source.dispose();
});

Deno.test("flowers are the drawings of their indices", async () => {
  const size = 24, drawn = { seed: 5, species: ["rose", "poppy"] } as const;
  const rows = await rowsOf({ ...drawn, size, count: 9, range: [0, 255] }, [8, 3]);
  for (const [place, index] of [8, 3].entries()) {
    const svg = drawFlower(index, drawn).svg.replace("<svg ", `<svg width="${size}" height="${size}" `);
    const pixels = await sharp(new TextEncoder().encode(svg)).removeAlpha().raw().toBuffer();
    const row = rows.slice(place * pixels.length, (place + 1) * pixels.length);
    row.forEach((value, at) => assertAlmostEquals(value, pixels[at]!, 1e-3));
  }
});

Deno.test("flowers are the same whatever the count, and others with another seed", async () => {
  const few = await rowsOf({ size: 8, count: 3 }, [2]);
  assertEquals(await rowsOf({ size: 8, count: 17 }, [2]), few);
  assertNotEquals(await rowsOf({ size: 8, count: 3, seed: 2 }, [2]), few);
});

Deno.test("flowers of some species have these as classes, in their order", async () => {
  const source = await flowers({ size: 8, count: 5, species: ["tulip", "daisy"] });
  assertEquals(source.classes, ["tulip", "daisy"]);
  assertEquals(source.labels, Int32Array.of(0, 1, 0, 1, 0));
  source.dispose();
  const tulip = await rowsOf({ size: 8, count: 16, species: ["daisy", "tulip"] }, [15]);
  assertEquals(await rowsOf({ size: 8, count: 16 }, [15]), tulip); // the fifteenth is a tulip among all, too
});

Deno.test("flowers scale bytes to the range", async () => {
  const options = { size: 8, count: 2 };
  const bytes = await rowsOf({ ...options, range: [0, 255] }, [0, 1]);
  for (const [low, high] of [[-1, 1], [0, 1], [-0.5, 2]] as const) {
    const rows = await rowsOf({ ...options, range: [low, high] }, [0, 1]);
    rows.forEach((value, at) => assertAlmostEquals(value, low + bytes[at]! / 255 * (high - low), 1e-5));
  }
});

Deno.test("flowers have 64 x 64 pixels unless said otherwise", async () => {
  const source = await flowers({ count: 1 });
  assertEquals(source.shape, [64, 64, 3]);
  source.dispose();
});

Deno.test("flowers that were drawn are kept, each kind by itself", async () => {
  const folder = await Deno.makeTempDir({ prefix: "forger-flowers-" });
  const rows = (options: FlowersOptions) => rowsOf({ size: 8, count: 3, cacheFolder: folder, ...options }, [0, 2]);
  const first = await rows({});
  await new Promise((resolve) => setTimeout(resolve, 100)); // the others are drawn too, and the files closed
  const [{ name }] = [...Deno.readDirSync(folder)] as [Deno.DirEntry];
  assertEquals((await Deno.stat(`${folder}/${name}/rows.bin`)).size, 3 * 8 * 8 * 3);
  assertEquals(await rows({}), first);
  for (const other of [{ size: 9 }, { seed: 2 }, { species: ["rose"] as const }]) await rows(other);
  assertEquals([...Deno.readDirSync(folder)].length, 4);
});

const faults: [label: string, options: FlowersOptions, message: string][] = [
  [
    "a size below 8",
    { size: 7 },
    "Cannot create source flowers as size must be an integer from 8 to 1024: current value is 7",
  ],
  ["a size that is no integer", { size: 8.5 }, "current value is 8.5"],
  ["a size above 1024", { size: 1025 }, "current value is 1025"],
  ["no pictures", { count: 0 }, "count must be an integer from 1 to 10000000: current value is 0"],
  ["half a picture", { count: 1.5 }, "current value is 1.5"],
  ["too many pictures", { count: 10_000_001 }, "current value is 10000001"],
  ["a negative seed", { seed: -1 }, "seed must be an integer from 0 to 9007199254740991: current value is -1"],
  ["no species", { species: [] }, "Cannot create source flowers as species must be one or more of bellflower, daisy"],
  ["a species twice", { species: ["lily", "lily"] }, "each once: current value is [lily, lily]"],
  ["an unknown species", { species: ["cactus" as "lily"] }, "current value is [cactus]"],
  ["a range that falls", { range: [1, 0] }, "Cannot create source flowers as range must be two finite numbers"],
];

for (const [label, options, message] of faults) {
  Deno.test(`flowers refuse ${label}`, async () => {
    await assertRejects(() => flowers(options), RangeError, message);
  });
}

// A library's thread that still decodes when the module ends would bring down the process.
Deno.test("what is decoded ahead comes to its end", () => new Promise<void>((resolve) => setTimeout(resolve, 200)));
