import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { paintPhotograph, photographTraits } from "./photograph.ts";

const ALL = Array.from({ length: 250 }, (_, number) => photographTraits(number));

const shares: [what: string, share: number, has: (traits: typeof ALL[number]) => boolean][] = [
  ["PNG files", 1 / 4, ({ format }) => format === "png"],
  ["grey", 1 / 8, ({ grey }) => grey],
  ["square", 1 / 4, ({ height, width }) => height === width],
  ["upright", 3 / 8, ({ height, width }) => height > width],
];

for (const [what, share, has] of shares) {
  Deno.test(`about ${100 * share} % of the photographs are ${what}`, () => {
    assertAlmostEquals(ALL.filter(has).length / ALL.length, share, 0.08);
  });
}

Deno.test("photographs have sides of 100 to 2,000 pixels, with all lengths between", () => {
  const sides = ALL.flatMap(({ height, width }) => [height, width]);
  assert(Math.min(...sides) >= 100 && Math.max(...sides) <= 2000);
  for (let low = 100; low < 2000; low += 100) assert(sides.some((side) => side >= low && side < low + 100), `${low}`);
});

/** A small one in colours, and a grey one. */
const [COLOURED, GREY] = [false, true].map((grey) =>
  ALL.findIndex((traits) => traits.grey === grey && traits.width * traits.height < 100_000)
) as [number, number];

Deno.test("a photograph is the same whenever it is painted, and no two are alike", () => {
  assertEquals(paintPhotograph(COLOURED), paintPhotograph(COLOURED));
  const means = [0, 1, 2, 3].map((number) => mean(paintPhotograph(number)));
  assertEquals(new Set(means).size, 4);
});

Deno.test("a grey photograph has one channel, another three that differ", () => {
  const grey = ALL[GREY]!, coloured = ALL[COLOURED]!;
  assertEquals(paintPhotograph(GREY).length, grey.width * grey.height);
  const pixels = paintPhotograph(COLOURED);
  assertEquals(pixels.length, 3 * coloured.width * coloured.height);
  const colours = [0, 1, 2].map((channel) => mean(pixels.filter((_, index) => index % 3 === channel)));
  assert(Math.max(...colours) - Math.min(...colours) > 1, `${colours}`);
});

Deno.test("a photograph is noisy from pixel to pixel and has large parts of different light", () => {
  const pixels = paintPhotograph(GREY), { height, width } = ALL[GREY]!;
  const steps = pixels.slice(1).map((value, index) => Math.abs(value - pixels[index]!));
  assertAlmostEquals(mean(steps), 5.9, 0.6); // grain and noise, of which every other neighbour shares the grain
  const rows = Array.from({ length: height }, (_, y) => mean(pixels.subarray(y * width, (y + 1) * width)));
  assert(Math.max(...rows) - Math.min(...rows) > 10, "the rows are alike");
});

function mean(values: Uint8ClampedArray): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
