import { assert, assertEquals, assertGreater, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import sharp from "sharp";
import { drawFlower, type DrawFlowerOptions } from "./draw_flower.ts";
import { FLOWER_SPECIES, type FlowerSpecies } from "./flower_species.ts";

/** The first 64 bits of the text's SHA-256. */
async function checksum(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash, 0, 8).toHex();
}

async function render(svg: string, size: number): Promise<Uint8Array> {
  return await sharp(new TextEncoder().encode(svg)).resize(size).removeAlpha().raw().toBuffer();
}

const CHECKSUMS: Readonly<Record<FlowerSpecies, string>> = {
  bellflower: "40ab34b1eb0a5df4",
  daisy: "146c3babac668d9c",
  lily: "431ee43da27a3597",
  pansy: "775bc6cec580ae13",
  poppy: "b3c8e8c826633f47",
  rose: "3e32d06a4d1c35a6",
  sunflower: "8bcd7c0bb52fbcf1",
  tulip: "14e1f26edd94bfcc",
};

Deno.test("drawFlower keeps its flowers from version to version", async () => {
  const found: Record<string, string> = {};
  for (let index = 0; index < 8; index++) {
    const { svg, species } = drawFlower(index);
    found[species] = await checksum(svg);
  }
  assertEquals(found, CHECKSUMS);
});

Deno.test("drawFlower lets species take turns", () => {
  for (let index = 0; index < 20; index++) {
    const { species, label } = drawFlower(index);
    assertEquals([species, label], [FLOWER_SPECIES[index % 8]!, index % 8]);
  }
  const chosen = { species: ["tulip", "daisy", "rose"] } as const;
  assertEquals([3, 4, 5].map((index) => drawFlower(index, chosen).species), ["tulip", "daisy", "rose"]);
  assertEquals([3, 4, 5].map((index) => drawFlower(index, chosen).label), [0, 1, 2]);
});

Deno.test("drawFlower depends on seed, index and species alone", () => {
  const { svg } = drawFlower(7, { seed: 3 });
  assertEquals(drawFlower(7, { seed: 3 }).svg, svg);
  assertEquals(drawFlower(7, { seed: 3, species: ["tulip"] }).svg, svg);
  assertEquals(drawFlower(7, { seed: 3, species: ["rose", "tulip"] }).svg, svg);
  const others: [index: number, options: DrawFlowerOptions][] = [
    [15, { seed: 3 }],
    [7, { seed: 4 }],
    [7, { seed: 3 + 2 ** 32 }],
    [7, { seed: 3, species: ["rose"] }],
  ];
  for (const [index, options] of others) assertNotEquals(drawFlower(index, options).svg, svg);
  assertEquals(drawFlower(0).svg, drawFlower(0, { seed: 1 }).svg);
});

Deno.test("drawFlower draws no flower twice, and only finite numbers", () => {
  const drawings = Array.from({ length: 400 }, (_, index) => drawFlower(index).svg);
  assertEquals(new Set(drawings).size, 400);
  for (const svg of drawings) assert(!/NaN|undefined|Infinity|\de-/.test(svg));
});

for (const species of FLOWER_SPECIES) {
  Deno.test(`drawFlower draws a ${species} that looks the same at every size`, async () => {
    const { svg } = drawFlower(5, { species: [species] });
    const large = await render(svg, 200);
    assertEquals(large.length, 200 * 200 * 3);
    for (const [size, tolerance] of [[8, 12], [64, 2.5]] as const) { // of 255
      const found = await render(svg, size);
      assertEquals(found.length, size * size * 3);
      const raw = { width: 200, height: 200, channels: 3 } as const;
      const expected = await sharp(large, { raw }).resize(size, size, { kernel: "linear" }).raw().toBuffer();
      const difference = found.reduce((sum, value, index) => sum + Math.abs(value - expected[index]!), 0) /
        found.length;
      assertLess(difference, tolerance);
    }
    const mean = large.reduce((sum, value) => sum + value, 0) / large.length;
    const variance = large.reduce((sum, value) => sum + (value - mean) ** 2, 0) / large.length;
    assertGreater(Math.sqrt(variance), 25); // of 255: no empty picture
  });
}

type Rgb = readonly [red: number, green: number, blue: number];

/** The mean colour that flowers have at a place of the unit canvas. */
async function meanColor(species: FlowerSpecies, [x, y]: readonly [number, number]): Promise<Rgb> {
  const size = 32, flowers = 40, sum = [0, 0, 0];
  for (let index = 0; index < flowers; index++) {
    const pixels = await render(drawFlower(index, { species: [species] }).svg, size);
    const at = 3 * (Math.floor(y * size) * size + Math.floor(x * size));
    for (const channel of [0, 1, 2]) sum[channel]! += pixels[at + channel]! / flowers;
  }
  return sum as unknown as Rgb;
}

const HEART = [0.5, 0.46] as const, PETAL = [0.5, 0.21] as const;

const looks: [
  species: FlowerSpecies,
  what: string,
  place: readonly [number, number],
  holds: (color: Rgb) => boolean,
][] = [
  ["bellflower", "blue petals", [0.5, 0.5], ([red, green, blue]) => blue > red + 60 && blue > green + 60],
  ["daisy", "white petals", PETAL, (color) => Math.min(...color) > 170 && Math.max(...color) - Math.min(...color) < 30],
  ["daisy", "a yellow heart", HEART, ([red, green, blue]) => red > 200 && green > 130 && blue < 100],
  ["lily", "a greenish throat", HEART, ([red, green, blue]) => green > blue + 60 && red > blue + 60],
  ["pansy", "violet upper petals", PETAL, ([red, green, blue]) => blue > red + 20 && red > green + 20],
  ["pansy", "a yellow eye", [0.5, 0.49], ([red, green, blue]) => red > blue + 40 && green > blue + 30],
  ["poppy", "red petals", PETAL, ([red, green, blue]) => red > 120 && green < 80 && blue < 80],
  ["poppy", "a dark ring", [0.5, 0.36], (color) => Math.max(...color) < 110],
  ["sunflower", "yellow petals", PETAL, ([red, green, blue]) => red > 170 && green > 120 && blue < 80],
  ["sunflower", "a brown heart", HEART, ([red, green, blue]) => red < 110 && green < red && blue < green],
];

for (const [species, what, place, holds] of looks) {
  Deno.test(`drawFlower gives a ${species} ${what}`, async () => {
    const color = await meanColor(species, place);
    assert(holds(color), `its mean colour at (${place}) is ${color.map(Math.round)}`);
  });
}

const ALL = "bellflower, daisy, lily, pansy, poppy, rose, sunflower, tulip";

const faults: [label: string, index: number, options: DrawFlowerOptions, message: string][] = [
  [
    "a negative index",
    -1,
    {},
    "Cannot draw flower as index must be an integer from 0 to 4294967295: current value is -1",
  ],
  ["an index that is no integer", 0.5, {}, "current value is 0.5"],
  ["an index beyond 32 bits", 2 ** 32, {}, "current value is 4294967296"],
  ["a negative seed", 0, { seed: -1 }, "seed must be an integer from 0 to 9007199254740991: current value is -1"],
  ["a seed that is none", 0, { seed: NaN }, "current value is NaN"],
  ["no species", 0, { species: [] }, `species must be one or more of ${ALL}, each once: current value is []`],
  ["a species twice", 0, { species: ["rose", "rose"] }, "each once: current value is [rose, rose]"],
  ["an unknown species", 0, { species: ["rose", "cactus" as "rose"] }, "each once: current value is [rose, cactus]"],
];

for (const [label, index, options, message] of faults) {
  Deno.test(`drawFlower refuses ${label}`, () => {
    assertThrows(() => drawFlower(index, options), RangeError, message);
  });
}
