/**
 * What is thrown where WebGPU has no device to compute on: it says what is wrong and what to do about it.
 *
 * @example
 * ```ts
 * import { WebgpuError } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new WebgpuError("Cannot start WebGPU as there is no adapter", "install a driver");
 * assertEquals(error.message, "Cannot start WebGPU as there is no adapter. Remedy: install a driver.");
 * ```
 */
export class WebgpuError extends Error {
  /** The name of this class. */
  override readonly name = "WebgpuError";
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
