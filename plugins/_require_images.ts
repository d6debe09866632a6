import type { SourceFacts } from "@forger/data";

/**
 * Refuses data that are no images.
 *
 * @param action What cannot be done with them.
 * @throws {TypeError} If the shape of a row is not `[height, width, channels]`.
 */
export function requireImages(action: string, { name, shape }: SourceFacts): void {
  if (shape.length === 3) return;
  throw new TypeError(
    `Cannot ${action} ${name} as it must hold images [height, width, channels]: current shape is [${shape}]`,
  );
}
