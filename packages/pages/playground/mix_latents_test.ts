import { startCompute, type Tensor } from "@forger/core";
import { interpolate, type InterpolationMethod, shrinkTowardsMean } from "@forger/samplers";
import { assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { changeLatent, latentSpread, mixCorners, sphericalMix, straightMix, vectorLength } from "./mix_latents.ts";

await startCompute({ backend: "cpu" });

const vector = (...values: number[]) => Float32Array.from(values);

function assertNear(actual: Float32Array, expected: ArrayLike<number>, tolerance = 1e-6): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, index) => assertAlmostEquals(value, expected[index]!, tolerance));
}

const PAIRS: readonly (readonly [string, Float32Array, Float32Array])[] = [
  ["of different lengths", vector(2, 0.5, -1), vector(-0.3, 4, 1)],
  ["that are equal", vector(1, 2, 3), vector(1, 2, 3)],
  ["that are opposite", vector(1, -2, 0.5), vector(-1, 2, -0.5)],
  ["of which one is 0", vector(0, 0), vector(3, 1)],
  ["of one number", vector(2), vector(-1)],
];
const WAYS: readonly (readonly [InterpolationMethod, typeof sphericalMix])[] = [
  ["spherical", sphericalMix],
  ["linear", straightMix],
];

for (const [name, from, to] of PAIRS) {
  for (const [method, mix] of WAYS) {
    Deno.test(`a page goes between latents ${name} as the samplers do: ${method}`, () => {
      const row = (values: Float32Array): Tensor => tf.tensor2d(values, [1, values.length]);
      const walk = interpolate(row(from), row(to), { count: 5, method }).dataSync();
      for (let step = 0; step < 5; step++) {
        assertNear(mix(from, to, step / 4), walk.slice(step * from.length, (step + 1) * from.length));
      }
    });
  }
}

const CORNERS = [vector(1, 0, 0, 0), vector(0, 1, 0, 0), vector(0, 0, 1, 0), vector(0, 0, 0, 1)];

for (const name of ["normal", "spherical", "uniform"]) {
  Deno.test(`the corners of a square of ${name} latents are those latents`, () => {
    const latent = { name, size: 4 };
    [[0, 0], [1, 0], [0, 1], [1, 1]].forEach(([x, y], corner) =>
      assertEquals(mixCorners(CORNERS, { x: x!, y: y! }, latent), CORNERS[corner])
    );
  });
}

Deno.test("the middle of a square is as far from all corners, and normal latents keep their length", () => {
  const middle = { x: 0.5, y: 0.5 };
  assertNear(mixCorners(CORNERS, middle, { name: "normal", size: 4 }), [0.5, 0.5, 0.5, 0.5]);
  assertNear(mixCorners(CORNERS, middle, { name: "uniform", size: 4 }), [0.25, 0.25, 0.25, 0.25]);
});

Deno.test("x goes to the right and y goes down", () => {
  const uniform = { name: "uniform", size: 4 };
  assertNear(mixCorners(CORNERS, { x: 0.25, y: 0 }, uniform), [0.75, 0.25, 0, 0]);
  assertNear(mixCorners(CORNERS, { x: 0, y: 0.25 }, uniform), [0.75, 0, 0.25, 0]);
});

const directions = vector(0.6, 0.8, 0.8, -0.6);
const unchanged = { moves: new Map<number, number>(), truncation: 1 };

Deno.test("without a change a latent is the same", () => {
  const start = vector(1, 2);
  assertStrictEquals(changeLatent(start, unchanged, { directions, latent: { name: "spherical", size: 2 } }), start);
});

Deno.test("moves go along their directions, in standard deviations", () => {
  const moves = new Map([[0, 2], [1, -1]]);
  const normal = { directions, latent: { name: "normal", size: 2 } };
  assertNear(changeLatent(vector(1, 1), { ...unchanged, moves }, normal), [1 + 1.2 - 0.8, 1 + 1.6 + 0.6]);
  const uniform = { directions, latent: { name: "uniform", size: 2, options: { low: -6, high: 6 } } };
  const stddev = 12 / Math.sqrt(12);
  assertNear(changeLatent(vector(0, 0), { ...unchanged, moves: new Map([[0, 0.5]]) }, uniform), [
    0.3 * stddev,
    0.4 * stddev,
  ]);
});

Deno.test("truncation shrinks towards the mean as the samplers do", () => {
  const normal = { directions, latent: { name: "normal", size: 2 } };
  const expected = shrinkTowardsMean(tf.tensor2d([[3, -2]]), 0.3).dataSync();
  assertNear(changeLatent(vector(3, -2), { ...unchanged, truncation: 0.3 }, normal), expected);
});

Deno.test("a changed latent stays where its kind is", () => {
  const moves = new Map([[0, 3]]);
  const inside = (name: string, options?: Readonly<Record<string, number>>) =>
    changeLatent(vector(0.9, -0.9), { ...unchanged, moves }, { directions, latent: { name, size: 2, options } });
  const step = 3 * 2 / Math.sqrt(12); // of a uniform latent from -1 to 1
  assertNear(inside("uniform"), [1, Math.min(1, -0.9 + 0.8 * step)]);
  assertNear(
    inside("truncated-normal", { limit: 1.5 }),
    [1.5, -0.9 + 0.8 * 3 * 1.5 / Math.sqrt(3)].map((x) => Math.min(x, 1.5)),
  );
  assertAlmostEquals(vectorLength(inside("spherical")), Math.SQRT2, 1e-6);
});

Deno.test("the spread of each kind is known", () => {
  assertEquals(latentSpread({ name: "normal", size: 2 }), { low: -Infinity, high: Infinity, stddev: 1 });
  assertEquals(latentSpread({ name: "uniform", size: 2, options: { low: 0, high: 6 } }).stddev, 6 / Math.sqrt(12));
  assertEquals(latentSpread({ name: "truncated-normal", size: 2 }), { low: -2, high: 2, stddev: 1 });
});
