import { arraySource } from "./array_source.ts";
import { checkRange } from "./_check_range.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode functionPoints}. */
export interface FunctionPointsOptions {
  /** The function y = f(x). */
  readonly f: (x: number) => number;
  /** The interval from which x is taken. */
  readonly domain: readonly [low: number, high: number];
  /** How many points. @default {65_536} */
  readonly count?: number;
  /** What the source is called in a run's records. @default {"function"} */
  readonly name?: string;
}

/**
 * The points (x, f(x)) of a function: what a generator learns that is to draw its graph.
 *
 * x is in the middle of one of `count` equal parts of the domain. As training visits every point once an epoch, in random
 * order, this is uniform sampling whose each epoch is free of gaps and clusters; and it needs no seed.
 *
 * @returns Points of shape `[2]`; their range holds the domain and all y.
 * @throws {RangeError} If the domain is no interval, `count` is not a positive integer, or f(x) is not finite.
 *
 * @example
 * ```ts
 * import { functionPoints } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const parabola = functionPoints({ f: (x) => x * x, domain: [-2, 2], count: 4 });
 * const points = parabola.gather(tf.range(0, 4, 1, "int32")).arraySync();
 * assertEquals(points, [[-1.5, 2.25], [-0.5, 0.25], [0.5, 0.25], [1.5, 2.25]]);
 * assertEquals(parabola.range, [-2, 2.25]);
 * parabola.dispose();
 * ```
 */
export function functionPoints(options: FunctionPointsOptions): Source {
  const { f, domain, count = 65_536, name = "function" } = options;
  checkRange(domain, `source ${name}`, "domain");
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot create source ${name} as count must be a positive integer: current value is ${count}`,
    );
  }
  const [low, high] = domain;
  const values = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) {
    const x = low + (row + 0.5) / count * (high - low), y = f(x);
    if (!Number.isFinite(Math.fround(y))) {
      throw new RangeError(`Cannot create source ${name} as f(x) must be finite: current value is ${y} at x = ${x}`);
    }
    values.set([x, y], 2 * row);
  }
  const range = values.reduce<readonly [number, number]>(
    ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
    domain,
  );
  return arraySource({ name, values, shape: [2], range });
}
