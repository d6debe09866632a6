import { FLOWER_SPECIES } from "../flower_species.ts";

/**
 * Refuses a number that is no integer from `low` to `high`.
 *
 * @param action What cannot be done, such as `draw flower`.
 */
export function checkInteger(
  action: string,
  name: string,
  value: number,
  [low, high]: readonly [number, number],
): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(
    `Cannot ${action} as ${name} must be an integer from ${low} to ${high}: current value is ${value}`,
  );
}

/** Refuses a choice of species that is empty, or has an unknown one, or one twice. */
export function checkSpecies(action: string, species: readonly string[]): void {
  const known: readonly string[] = FLOWER_SPECIES;
  const chosen = new Set(species);
  if (chosen.size > 0 && chosen.size === species.length && species.every((name) => known.includes(name))) return;
  throw new RangeError(
    `Cannot ${action} as species must be one or more of ${known.join(", ")}, each once: current value is [${
      [...species].join(", ")
    }]`,
  );
}
