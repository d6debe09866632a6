/** How many updates of each player a step makes: the discriminator's first, then the generator's. */
export interface Updates {
  /** Updates of the discriminator a step, each on a batch of its own. */
  readonly discriminator: number;
  /** Updates of the generator a step, each on images of its own. */
  readonly generator: number;
}

/** What a step makes where nothing else is said. */
export const ONE_OF_EACH: Updates = { discriminator: 1, generator: 1 };

/** The compiled step holds each update, so more than this would take long to compile. */
const MOST_UPDATES = 100;

/**
 * Refuses numbers of updates that no step can make.
 *
 * @throws {TypeError} If they are no object.
 * @throws {RangeError} If a number is no integer from 0 to 100, or both are 0.
 *
 * @example
 * ```ts
 * import { checkUpdates } from "@forger/trainers";
 * import { assertThrows } from "@std/assert";
 *
 * checkUpdates({ discriminator: 5, generator: 1 });
 * assertThrows(() => checkUpdates({ discriminator: 0, generator: 0 }), RangeError, "at least one update");
 * ```
 */
export function checkUpdates(updates: Updates): void {
  if (typeof updates !== "object" || updates === null) {
    throw new TypeError(
      `Cannot plan updates as they must be an object with a number for each player: current value is ${updates}`,
    );
  }
  const { discriminator, generator } = updates;
  for (const [player, count] of Object.entries({ discriminator, generator })) {
    if (!Number.isInteger(count) || count < 0 || count > MOST_UPDATES) {
      throw new RangeError(
        `Cannot plan updates as updates.${player} must be an integer from 0 to ${MOST_UPDATES}: current value is ${count}`,
      );
    }
  }
  if (discriminator + generator === 0) {
    throw new RangeError("Cannot plan updates as a step must have at least one update: both numbers are 0");
  }
}
