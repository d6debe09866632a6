import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { interpolate, type InterpolateOptions } from "./interpolate.ts";

await startCompute({ backend: "cpu" });

/** The latents of one walk. */
function walk(from: number[], to: number[], options?: InterpolateOptions): number[][] {
  return interpolate(tf.tensor2d([from]), tf.tensor2d([to]), options).arraySync() as number[][];
}

function assertClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-6): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, index) => assertAlmostEquals(value, expected[index]!, tolerance));
}

const length = (latent: readonly number[]): number => Math.hypot(...latent);
const degrees = (angle: number): [number, number] => [Math.cos(angle * Math.PI / 180), Math.sin(angle * Math.PI / 180)];

Deno.test("a quarter of a circle is walked in equal angles", () => {
  const latents = walk([1, 0], [0, 1], { count: 4 });
  [0, 30, 60, 90].forEach((angle, index) => assertClose(latents[index]!, degrees(angle)));
});

Deno.test("it turns the short way, also beyond a right angle", () => {
  const latents = walk([1, 0], degrees(-150), { count: 6 });
  [0, -30, -60, -90, -120, -150].forEach((angle, index) => assertClose(latents[index]!, degrees(angle)));
});

Deno.test("a straight line is walked in equal steps", () => {
  assertEquals(walk([0, 4], [8, 0], { count: 5, method: "linear" }), [[0, 4], [2, 3], [4, 2], [6, 1], [8, 0]]);
});

Deno.test("lengths change evenly", () => {
  const latents = walk([1, 0, 0], [0, 0, 3], { count: 5 });
  assertClose(latents.map(length), [1, 1.5, 2, 2.5, 3]);
  assertClose(latents[2]!, [Math.SQRT2, 0, Math.SQRT2]);
});

Deno.test("both ends are as given, to the bit", () => {
  const from = [0.1, -2.7, 1e-20, 3.3], to = [-1.1, 1e-20, 12345.678, -0.3];
  for (const method of ["spherical", "linear"] as const) {
    const latents = walk(from, to, { method });
    assertEquals([latents.length, latents[0], latents.at(-1)], [10, ...[from, to].map((end) => end.map(Math.fround))]);
  }
});

const near: [title: string, from: number[], to: number[]][] = [
  ["equal", [3, 4, 0], [3, 4, 0]],
  ["hardly different", [3, 4, 0], [3, 4, 1e-6]],
  ["opposite", [3, 4, 0], [-3, -4, 0]],
  ["opposite along an axis", [0, 0, 5], [0, 0, -5]],
  ["nearly opposite", [3, 4, 0], [-3, -4, 1e-5]],
];

for (const [title, from, to] of near) {
  Deno.test(`between ${title} latents all are equally long and equally far from each other`, () => {
    const latents = walk(from, to, { count: 9 });
    assertClose(latents.map(length), Array(9).fill(5), 2e-6);
    const far = (first: number, second: number) =>
      length(latents[first]!.map((value, index) => value - latents[second]![index]!));
    const angle = 2 * Math.asin(Math.min(1, far(0, 8) / 10));
    for (let index = 0; index < 8; index++) assertAlmostEquals(far(index, index + 1), 10 * Math.sin(angle / 16), 4e-6);
  });
}

Deno.test("the way between opposite latents is the same each time", () => {
  assertEquals(walk([1, 2, 3], [-1, -2, -3]), walk([1, 2, 3], [-1, -2, -3]));
});

Deno.test("latents of one number pass through 0, and from 0 the way is straight", () => {
  assertClose(walk([1], [-1], { count: 3 }).flat(), [1, 0, -1]);
  assertClose(walk([0, 0], [3, 4], { count: 3 }).flat(), [0, 0, 1.5, 2, 3, 4]);
});

Deno.test("several walks follow each other", () => {
  const from = tf.tensor2d([[0, 1], [2, 0]]), to = tf.tensor2d([[1, 0], [4, 0]]);
  const latents = interpolate(from, to, { count: 3 });
  assertEquals(latents.shape, [6, 2]);
  assertClose([...latents.dataSync()], [0, 1, Math.SQRT1_2, Math.SQRT1_2, 1, 0, 2, 0, 3, 0, 4, 0]);
});

Deno.test("a walk of one latent is its beginning", () => {
  assertEquals(walk([1, 2], [3, 4], { count: 1 }), [[1, 2]]);
});

Deno.test("interpolating leaves one tensor", () => {
  const from = tf.ones([2, 3]), to = tf.zeros([2, 3]);
  const before = tf.memory().numTensors;
  interpolate(from, to);
  assertEquals(tf.memory().numTensors, before + 1);
});

const faults: [from: number[], to: number[], options: InterpolateOptions, error: ErrorConstructor, message: string][] =
  [
    [[2, 3], [2, 4], {}, TypeError, "expected [2,3], received [2,4]"],
    [[2, 3], [1, 3], {}, TypeError, "expected [2,3], received [1,3]"],
    [[3], [1, 3], {}, TypeError, "from must be latents: expected [count, latent], received [3]"],
    [[1, 3], [3], {}, TypeError, "to must be latents: expected [count, latent], received [3]"],
    [[1, 3], [1, 3], { count: 0 }, RangeError, "count must be a positive integer: current value is 0"],
    [
      [1, 3],
      [1, 3],
      { method: "round" as "linear" },
      RangeError,
      'Cannot interpolate as method must be "spherical" or "linear": current value is "round"',
    ],
  ];

for (const [from, to, options, error, message] of faults) {
  Deno.test(`walking from [${from}] to [${to}] with ${JSON.stringify(options)} is refused`, () => {
    assertThrows(() => interpolate(tf.zeros(from), tf.zeros(to), options), error, message);
  });
}
