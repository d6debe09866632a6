import { digits, type Point } from "./painting.ts";

/** Points of an SVG path. */
export function points(...places: readonly Point[]): string {
  return places.map(([x, y]) => `${digits(x)} ${digits(y)}`).join(" ");
}

/** The point at a distance from (0, 0) in a direction, in degrees clockwise from the top. */
export function polar(distance: number, angle: number): Point {
  return [distance * Math.sin(angle * Math.PI / 180), -distance * Math.cos(angle * Math.PI / 180)];
}

/** A closed curve without corners through all points. */
export function smoothOutline(places: readonly Point[]): string {
  const at = (index: number): Point => places[(index + places.length) % places.length]!;
  const course = places.map(([x, y], index) => {
    const [previousX, previousY] = at(index - 1), [nextX, nextY] = at(index + 1), [afterX, afterY] = at(index + 2);
    return `C${
      points(
        [x + (nextX - previousX) / 6, y + (nextY - previousY) / 6],
        [nextX - (afterX - x) / 6, nextY - (afterY - y) / 6],
        [nextX, nextY],
      )
    }`;
  });
  return `M${points(places[0]!)}${course.join("")}Z`;
}

/** How a petal differs from another. */
export interface PetalShape {
  /** From its base in (0, 0) upwards. */
  readonly length: number;
  /** Where it is widest. */
  readonly width: number;
  /** The part of its length at which it is widest. */
  readonly belly: number;
  /** From 0, round, to 1, a sharp tip. */
  readonly sharpness: number;
  /** How far the tip leans aside. */
  readonly lean?: number;
}

/** A petal that grows upwards from (0, 0), also a leaf. */
export function petalOutline({ length, width, belly, sharpness, lean = 0 }: PetalShape): string {
  const half = width / 2, y = -belly * length, rest = (1 - belly) * length;
  const shoulder = half * (1 - sharpness) * 0.75, rise = rest * (0.55 - 0.1 * sharpness);
  const side = (sign: number): [Point, Point, Point] => [
    [sign * half * 0.45, y * 0.25],
    [sign * half + lean * 0.3, y * 0.62],
    [sign * half + lean * 0.45, y],
  ];
  const [leftBase, leftBelly, left] = side(-1), [rightBase, rightBelly, right] = side(1);
  const leftShoulder: Point = [left[0] + lean * 0.2, y - rise],
    rightShoulder: Point = [right[0] + lean * 0.2, y - rise];
  const tip: Point = [lean, -length];
  const beforeTip: Point = [lean - shoulder, -length + sharpness * rest * 0.35];
  const afterTip: Point = [lean + shoulder, -length + sharpness * rest * 0.35];
  return `M0 0C${points(leftBase, leftBelly, left)}C${points(leftShoulder, beforeTip, tip)}C${
    points(afterTip, rightShoulder, right)
  }C${points(rightBelly, rightBase, [0, 0])}Z`;
}

/**
 * A broad petal that grows upwards from (0, 0) and ends in a wavy edge.
 *
 * @param spread Degrees from one side to the other.
 * @param waves How much further than the length each point of the edge lies, from left to right.
 */
export function fanOutline(length: number, spread: number, waves: readonly number[]): string {
  const edge = waves.map((wave, index): Point => {
    const side = 2 * index / (waves.length - 1) - 1; // from -1 to 1
    return polar(length * (1 + wave) * (1 - 0.2 * side ** 4), side * spread / 2);
  });
  return smoothOutline([
    [0, 0.06 * length],
    polar(0.45 * length, -0.42 * spread),
    ...edge,
    polar(0.45 * length, 0.42 * spread),
  ]);
}
