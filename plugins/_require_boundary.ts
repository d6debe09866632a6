import type { GanLoss } from "@forger/losses";

/**
 * Refuses losses whose discriminator does not say of a single image whether it is real.
 *
 * @throws {TypeError} If the loss has no boundary.
 */
export function requireBoundary({ boundary, name }: GanLoss): void {
  if (boundary !== undefined) return;
  throw new TypeError(
    `the ${name} loss has no boundary between real and fake: only differences of the critic's scores mean anything`,
  );
}
