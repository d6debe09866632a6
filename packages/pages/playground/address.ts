import type { LatentChange, Place } from "./mix_latents.ts";

/** All that decides what is shown; the part of an address after # holds it. */
export interface PlaygroundState extends LatentChange {
  /** Of the series of latents. */
  readonly seed: number;
  /** Of the latent that is shown where nothing is mixed. */
  readonly number: number;
  /** The numbers of four latents that are mixed, or none. */
  readonly corners: readonly number[];
  /** Between the corners. */
  readonly place: Place;
  /** The class, from 0. */
  readonly label: number;
}

/** How far a direction goes, in standard deviations. */
export function farthestMove(): number {
  return 3;
}

/** The greatest number that a latent may have. */
export function greatestNumber(): number {
  return 2 ** 37 - 1;
}

/** How many there are to choose from. */
interface AddressLimits {
  readonly classes: number;
  readonly directions: number;
}

/** Reads an address; what it does not say, or says wrongly, is as at the start. */
export function readAddress(fragment: string, limits: AddressLimits): PlaygroundState {
  const said = new URLSearchParams(fragment.replace(/^#/, ""));
  const integer = (text: string | null | undefined, most: number): number | undefined =>
    text && /^\d{1,16}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
  const decimal = (text: string | null | undefined, low: number, high: number): number | undefined => {
    const value = text && /^-?\d*\.?\d+$/.test(text) ? Number(text) : NaN;
    return value >= low && value <= high ? value : undefined;
  };
  const listed = (name: string) => (said.get(name) ?? "").split(",");
  const corners = listed("corners").map((text) => integer(text, greatestNumber()));
  const [x, y] = listed("at").map((text) => decimal(text, 0, 1));
  const moves = new Map<number, number>();
  for (const part of listed("moves")) {
    const [direction, far] = part.split(":"), index = integer(direction, limits.directions - 1);
    const value = decimal(far, -farthestMove(), farthestMove());
    if (index !== undefined && value) moves.set(index, value);
  }
  return {
    seed: integer(said.get("seed"), Number.MAX_SAFE_INTEGER) ?? 42,
    number: integer(said.get("number"), greatestNumber()) ?? 0,
    corners: corners.length === 4 && corners.every((number) => number !== undefined) ? corners : [],
    place: x === undefined || y === undefined ? { x: 0.5, y: 0.5 } : { x, y },
    label: integer(said.get("class"), limits.classes - 1) ?? 0,
    truncation: decimal(said.get("truncation"), 0, 1) ?? 1,
    moves,
  };
}

/** Writes what follows the # of an address: all that is not as at the start. */
export function writeAddress(
  { corners, label, moves, number, place: { x, y }, seed, truncation }: PlaygroundState,
): string {
  const parts = [`seed=${seed}`, ...corners.length ? [`corners=${corners}`, `at=${x},${y}`] : [`number=${number}`]];
  if (label !== 0) parts.push(`class=${label}`);
  if (truncation !== 1) parts.push(`truncation=${truncation}`);
  if (moves.size > 0) parts.push(`moves=${[...moves].map(([direction, far]) => `${direction}:${far}`)}`);
  return parts.join("&");
}
