/** After how many steps a plugin must run so that it meets the multiples of both numbers; 0 is a number that does not count. */
export function commonCadence(first: number, second: number): number {
  return second === 0 ? first : commonCadence(second, first % second);
}
