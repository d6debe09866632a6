import { firstDifference } from "./first_difference.ts";

/** Whether two values are deeply equal: prototypes, own properties, typed arrays, `Map`, `Set`, `Date`, `RegExp` and errors. */
export function equal(a: unknown, b: unknown): boolean {
  return firstDifference(a, b) === undefined;
}
