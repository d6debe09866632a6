/** The one error, or all of several in their order, so that none hides another. */
export function inOneError(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  const messages = errors.map((error) => error instanceof Error ? error.message : String(error));
  return new AggregateError(errors, messages.join("; then: "));
}
