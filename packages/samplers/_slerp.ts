/** Below it a direction cannot be told from rounding errors of float32. */
const ROUNDING = 1e-6;

/**
 * Makes a function that goes from one vector to another along a great circle, at constant speed; lengths change evenly.
 *
 * Between opposite vectors there are many great circles: it takes one that depends on the vectors alone.
 *
 * @returns Takes the way that is covered, from 0 to 1.
 */
export function slerp(from: Float32Array, to: Float32Array): (way: number) => Float32Array {
  const fromLength = lengthOf(from), toLength = lengthOf(to);
  if (fromLength === 0 || toLength === 0) return lerp(from, to); // no direction of its own
  const start = scaled(from, 1 / fromLength), end = scaled(to, 1 / toLength);
  const angle = angleBetween(start, end);
  const aside = perpendicular(start, end);
  return (way) => {
    if (way === 0 || way === 1) return way === 0 ? from : to; // to the bit
    const length = (1 - way) * fromLength + way * toLength;
    const along = length * Math.cos(way * angle), across = length * Math.sin(way * angle);
    return Float32Array.from(start, (value, index) => along * value + across * aside[index]!);
  };
}

/** Makes a function that goes from one vector to another in a straight line. */
export function lerp(from: Float32Array, to: Float32Array): (way: number) => Float32Array {
  return (way) => Float32Array.from(from, (value, index) => (1 - way) * value + way * to[index]!);
}

/** The angle between vectors of length 1; unlike the arc cosine exact also for small and for flat angles. */
function angleBetween(first: Float64Array, second: Float64Array): number {
  const difference = first.map((value, index) => value - second[index]!);
  const sum = first.map((value, index) => value + second[index]!);
  return 2 * Math.atan2(lengthOf(difference), lengthOf(sum));
}

/** A vector of length 1 at right angles to `start`, on the side of `end` if it has one; all 0 in one dimension. */
function perpendicular(start: Float64Array, end: Float64Array): Float64Array {
  const towards = without(end, start);
  const length = lengthOf(towards);
  if (length > ROUNDING) return scaled(towards, 1 / length);
  const smallest = start.reduce((best, value, index) => Math.abs(value) < Math.abs(start[best]!) ? index : best, 0);
  const any = without(start.map((_, index) => index === smallest ? 1 : 0), start);
  return start.length > 1 ? scaled(any, 1 / lengthOf(any)) : any.fill(0);
}

/** What is left of a vector without its part along an axis of length 1. */
function without(vector: Float64Array, axis: Float64Array): Float64Array {
  const along = vector.reduce((sum, value, index) => sum + value * axis[index]!, 0);
  return vector.map((value, index) => value - along * axis[index]!);
}

function lengthOf(vector: Float32Array | Float64Array): number {
  return Math.sqrt((vector as Float64Array).reduce((sum, value) => sum + value * value, 0));
}

function scaled(vector: Float32Array | Float64Array, factor: number): Float64Array {
  return Float64Array.from(vector, (value) => value * factor);
}
