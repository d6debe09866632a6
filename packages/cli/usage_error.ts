/** How a {@linkcode UsageError} may be put right. */
export interface UsageErrorOptions extends ErrorOptions {
  /** What to do instead, one sentence without its full stop. */
  readonly help?: string;
  /** A name that is none, and those that it may stand for. */
  readonly misspelt?: { readonly name: string; readonly known: readonly string[] };
}

/** A mistake in the command line or in a file that it names: said in one line, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What to do instead. */
  readonly help: string | undefined;
  /** A name that is none, and those that it may stand for. */
  readonly misspelt: UsageErrorOptions["misspelt"];

  /** @param message What cannot be done, and why. */
  constructor(message: string, options: UsageErrorOptions = {}) {
    super(message, options);
    this.help = options.help;
    this.misspelt = options.misspelt;
  }
}
