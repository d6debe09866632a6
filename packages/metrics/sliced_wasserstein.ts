import { checkCount } from "./_check_count.ts";
import { checkFeaturePair } from "./_check_features.ts";
import { productOf } from "./_product.ts";
import { checkSeed, normalNumbers } from "./_random_numbers.ts";
import type { Features } from "./features.ts";

/** Options of {@linkcode slicedWasserstein}. */
export interface SlicedWassersteinOptions {
  /** How many random directions. @default {128} */
  readonly projections?: number;
  /** Another seed draws other directions: an integer from 0 to 2^53 - 1. @default {0} */
  readonly seed?: number;
  /** Differences are raised to this power: 1 or 2. @default {2} */
  readonly power?: 1 | 2;
}

/** What {@linkcode slicedWasserstein} finds. */
export interface SlicedWasserstein {
  /** The distance: the mean over the directions of the distance to the power, and its root. */
  readonly value: number;
  /** The standard deviation of the distances over the directions. */
  readonly standardDeviation: number;
}

/**
 * The sliced Wasserstein distance: how far the rows of one set must be moved to become the other, seen from random
 * directions.
 *
 * It needs no assumption on distributions, and is quick: each direction costs a projection and a sort, in float64. Sets of
 * different sizes may be compared. A greater dimension makes it less: a shift by `t` is seen as `t / √size` on average.
 *
 * @param real The real rows.
 * @param fake Rows of the same size.
 * @throws {RangeError} If an option is out of range, a number is not finite, or costs are beyond those of float64.
 * @throws {TypeError} If the sizes differ.
 * @see Wasserstein barycenter and its application to texture mixing. Rabin, Peyré, Delon, Bernot, 2011,
 * https://doi.org/10.1007/978-3-642-24785-9_37
 *
 * @example Numbers have one direction only.
 * ```ts
 * import { slicedWasserstein } from "@forger/metrics";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const real = { values: Float64Array.of(0, 1, 2), count: 3, size: 1 };
 * const fake = { values: Float64Array.of(5, 3, 4), count: 3, size: 1 };
 * assertAlmostEquals(slicedWasserstein(real, fake).value, 3, 1e-12);
 * ```
 */
export function slicedWasserstein(
  real: Features,
  fake: Features,
  options: SlicedWassersteinOptions = {},
): SlicedWasserstein {
  const { projections = 128, seed = 0, power = 2 } = options;
  const action = "compute the sliced Wasserstein distance";
  checkCount(action, "projections", projections);
  checkSeed(action, seed);
  if (power !== 1 && power !== 2) {
    throw new RangeError(`Cannot ${action} as power must be 1 or 2: current value is ${power}`);
  }
  checkFeaturePair(action, real, fake);
  const directions = randomDirections(seed, projections, real.size);
  const reals = projected(real, directions, projections), fakes = projected(fake, directions, projections);
  const costs = reals.map((line, index) => transportCost(line, fakes[index]!, power));
  const root = (cost: number) => power === 2 ? Math.sqrt(cost) : cost;
  const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const distances = costs.map(root), middle = mean(distances);
  const standardDeviation = Math.sqrt(mean(distances.map((distance) => (distance - middle) ** 2)));
  const value = root(mean(costs));
  if (!Number.isFinite(value + standardDeviation)) {
    throw new RangeError(`Cannot ${action} as its costs exceed what numbers can hold: scale the features down`);
  }
  return { value, standardDeviation };
}

/** Directions that are equally likely each, of length 1, one after another. */
function randomDirections(seed: number, count: number, size: number): Float64Array {
  const directions = normalNumbers(seed, "sliced Wasserstein directions", count * size);
  for (let start = 0; start < directions.length; start += size) {
    const direction = directions.subarray(start, start + size);
    const length = Math.sqrt(direction.reduce((sum, number) => sum + number * number, 0));
    for (let index = 0; index < size; index++) direction[index]! /= length;
  }
  return directions;
}

/** Rows that are projected at once. */
const ROWS = 1024;

/** The rows' positions along each direction, ascending. */
function projected({ values, count, size }: Features, directions: Float64Array, projections: number): Float64Array[] {
  const lines = Array.from({ length: projections }, () => new Float64Array(count));
  const multiply = productOf({ left: projections, right: Math.min(ROWS, count) });
  const left = { values: directions, count: projections, length: size, countStride: size, lengthStride: 1 };
  for (let first = 0; first < count; first += ROWS) {
    const rows = Math.min(ROWS, count - first);
    const right = { values, start: first * size, count: rows, length: size, countStride: size, lengthStride: 1 };
    const { values: positions, stride } = multiply(left, right);
    lines.forEach((line, index) => line.set(positions.subarray(index * stride, index * stride + rows), first));
  }
  return lines.map((line) => line.sort());
}

/** The cost of moving equal masses along a line, of which the cheapest way keeps their order. */
function transportCost(first: Float64Array, second: Float64Array, power: 1 | 2): number {
  let cost = 0, done = 0; // `done`: moved mass, counted in parts of 1 / (first.length * second.length)
  const whole = first.length * second.length;
  for (let i = 0, j = 0; done < whole;) {
    const firstEnd = (i + 1) * second.length, secondEnd = (j + 1) * first.length;
    const end = Math.min(firstEnd, secondEnd);
    cost += (end - done) * Math.abs(first[i]! - second[j]!) ** power;
    if (firstEnd === end) i++;
    if (secondEnd === end) j++;
    done = end;
  }
  return cost / whole;
}
