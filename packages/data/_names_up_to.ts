/** As each label up to the greatest one is a class, a single one could ask for all memory. */
const MOST_CLASSES = 2 ** 16;

/**
 * Names classes by their numbers.
 *
 * @param task What is being done, for the message.
 * @throws {RangeError} If there were to be more than 65,536.
 */
export function namesUpTo(greatest: number, task: string): string[] {
  if (greatest < MOST_CLASSES) return Array.from({ length: greatest + 1 }, (_, label) => String(label));
  throw new RangeError(
    `Cannot ${task} as the greatest label must be less than ${MOST_CLASSES} where no classes are named: current value is ${greatest}`,
  );
}
