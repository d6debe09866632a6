import type { PageLatent, PlaygroundSettings } from "./settings.ts";

/** A place in a square, from 0 to 1, to the right and down. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * A mixture of the latents in the four corners of a square: along its upper and its lower edge, then between these.
 *
 * Uniform latents mix in straight lines, the others along great circles, so that they keep their length.
 *
 * @param corners Upper left, upper right, lower left, lower right.
 */
export function mixCorners(corners: readonly Float32Array[], { x, y }: Place, latent: PageLatent): Float32Array {
  const between = latent.name === "uniform" ? straightMix : sphericalMix;
  const [upperLeft, upperRight, lowerLeft, lowerRight] = corners;
  return between(between(upperLeft!, upperRight!, x), between(lowerLeft!, lowerRight!, x), y);
}

/**
 * Goes from one latent to another along a great circle, at constant speed; lengths change evenly.
 *
 * @param way From 0 to 1.
 * @see Animating rotation with quaternion curves. Shoemake, 1985, https://doi.org/10.1145/325334.325242
 */
export function sphericalMix(from: Float32Array, to: Float32Array, way: number): Float32Array {
  const fromLength = vectorLength(from), toLength = vectorLength(to);
  if (fromLength === 0 || toLength === 0) return straightMix(from, to, way); // no direction of its own
  if (way === 0 || way === 1) return way === 0 ? from : to;
  const start = Float64Array.from(from, (value) => value / fromLength);
  const end = Float64Array.from(to, (value) => value / toLength);
  const difference = start.map((value, index) => value - end[index]!);
  const sum = start.map((value, index) => value + end[index]!);
  const angle = 2 * Math.atan2(vectorLength(difference), vectorLength(sum)), aside = perpendicularTo(start, end);
  const length = (1 - way) * fromLength + way * toLength;
  const along = length * Math.cos(way * angle), across = length * Math.sin(way * angle);
  return Float32Array.from(start, (value, index) => along * value + across * aside[index]!);
}

/** Goes from one latent to another in a straight line. */
export function straightMix(from: Float32Array, to: Float32Array, way: number): Float32Array {
  return Float32Array.from(from, (value, index) => (1 - way) * value + way * to[index]!);
}

/** A vector of length 1 at right angles to `start`, on the side of `end` if it has one; all 0 in one dimension. */
export function perpendicularTo(start: Float64Array, end: Float64Array): Float64Array {
  const without = (vector: Float64Array) => {
    const along = vector.reduce((sum, value, index) => sum + value * start[index]!, 0);
    return vector.map((value, index) => value - along * start[index]!);
  };
  const towards = without(end), length = vectorLength(towards);
  if (length > 1e-6) return towards.map((value) => value / length); // less is rounding
  if (start.length === 1) return new Float64Array(1);
  const smallest = start.reduce((best, value, index) => Math.abs(value) < Math.abs(start[best]!) ? index : best, 0);
  const any = without(start.map((_, index) => index === smallest ? 1 : 0)), anyLength = vectorLength(any);
  return any.map((value) => value / anyLength);
}

/** The length of a vector. */
export function vectorLength(vector: Float32Array | Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

/** How a latent is changed. */
export interface LatentChange {
  /** How far along which direction, in standard deviations. */
  readonly moves: ReadonlyMap<number, number>;
  /** Which share of the way from the mean is kept, from 0 to 1. */
  readonly truncation: number;
}

/** Moves a latent along directions, then towards 0, and brings it back to where latents of its kind are. */
export function changeLatent(
  start: Float32Array,
  { moves, truncation }: LatentChange,
  { directions, latent }: Pick<PlaygroundSettings, "directions" | "latent">,
): Float32Array {
  if (moves.size === 0 && truncation === 1) return start;
  const { size } = latent, { low, high, stddev } = latentSpread(latent), moved = Float64Array.from(start);
  for (const [direction, far] of moves) {
    for (let index = 0; index < size; index++) moved[index]! += far * stddev * directions[direction * size + index]!;
  }
  const changed = moved.map((value) => Math.min(Math.max(value * truncation, low), high));
  const length = latent.name === "spherical" ? vectorLength(changed) / Math.sqrt(size) : 1;
  return length === 0 ? start : Float32Array.from(changed, (value) => value / length);
}

/** Where the numbers of a latent may be, and how far they are spread. */
export function latentSpread({ name, options = {} }: PageLatent): { low: number; high: number; stddev: number } {
  const { low = -1, high = 1, limit = 2 } = options;
  if (name === "uniform") return { low, high, stddev: (high - low) / Math.sqrt(12) };
  if (name === "truncated-normal") return { low: -limit, high: limit, stddev: Math.min(1, limit / Math.sqrt(3)) };
  return { low: -Infinity, high: Infinity, stddev: 1 };
}
