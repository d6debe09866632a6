import type { SourceFacts } from "@forger/data";

/**
 * Refuses data that are no points of the plane.
 *
 * @param action What cannot be done with them.
 * @throws {TypeError} If the shape of a row is not `[2]`.
 */
export function requirePoints(action: string, { name, shape }: SourceFacts): void {
  if (shape.length === 1 && shape[0] === 2) return;
  throw new TypeError(
    `Cannot ${action} of ${name} as its rows must be points of the plane: expected shape [2], received [${shape}]`,
  );
}
