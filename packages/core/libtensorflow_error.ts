/**
 * What is thrown where libtensorflow cannot be found, fetched or opened: it says what is wrong and what to do about it.
 *
 * @example
 * ```ts
 * import { LibtensorflowError } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new LibtensorflowError("Cannot download libtensorflow: pip is missing", "install pip");
 * assertEquals(error.message, "Cannot download libtensorflow: pip is missing. Remedy: install pip.");
 * ```
 */
export class LibtensorflowError extends Error {
  /** The name of this class. */
  override readonly name = "LibtensorflowError";
  /** What is wrong, one sentence without its full stop. */
  readonly problem: string;
  /** What the user can do about it, one sentence without its full stop. */
  readonly remedy: string;

  /** Joins `problem` and `remedy` into the message. */
  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem}. Remedy: ${remedy}.`, options);
    this.problem = problem;
    this.remedy = remedy;
  }
}
