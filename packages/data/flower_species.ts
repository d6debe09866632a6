/**
 * The species of flowers that {@linkcode drawFlower} can draw, in the order of their labels.
 *
 * @example
 * ```ts
 * import { FLOWER_SPECIES } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(FLOWER_SPECIES.length, 8);
 * ```
 */
export const FLOWER_SPECIES: readonly [
  "bellflower",
  "daisy",
  "lily",
  "pansy",
  "poppy",
  "rose",
  "sunflower",
  "tulip",
] = ["bellflower", "daisy", "lily", "pansy", "poppy", "rose", "sunflower", "tulip"];

/** The name of a species of flowers. */
export type FlowerSpecies = (typeof FLOWER_SPECIES)[number];
