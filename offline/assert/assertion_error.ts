/** The error that every assertion of this package throws. */
export class AssertionError extends Error {
  /** @param message What was expected, and what there was instead. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
