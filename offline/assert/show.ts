/** Prints a value for a message: keys sorted, one entry a line, long lists cut. */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    depth: 12,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: 100,
    strAbbreviateSize: 10_000,
  });
}
