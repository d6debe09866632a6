/**
 * Stretches numbers so that the least and the greatest of them become the ends of a range.
 *
 * @param what What the numbers are, for messages.
 * @param remedy What the caller can do about numbers that are all the same.
 */
export function stretch(
  values: ArrayLike<number>,
  [low, high]: readonly [low: number, high: number],
  what: string,
  remedy = "",
): Float32Array {
  let least = Infinity, greatest = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const extent = greatest - least;
  if (!(Number.isFinite(extent) && extent > 0)) {
    throw new RangeError(
      `Cannot stretch ${what} to [${low}, ${high}] as its values must be finite and not all the same: they reach from ${least} to ${greatest}${remedy}`,
    );
  }
  const stretched = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const way = (values[index]! - least) / extent;
    stretched[index] = low * (1 - way) + high * way; // exact at both ends
  }
  return stretched;
}
