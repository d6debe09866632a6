/**
 * Compares texts by their code points, as `sort()` wants it. By itself, `<` compares UTF-16 units, which places an emoji before
 * characters of lower numbers, and so orders names as no other program does.
 */
export function byCodePoints(first: string, second: string): number {
  const length = Math.min(first.length, second.length);
  for (let at = 0; at < length; at++) {
    const one = first.charCodeAt(at), other = second.charCodeAt(at);
    if (one === other) continue;
    return isSurrogate(one) === isSurrogate(other) ? one - other : isSurrogate(one) ? 1 : -1;
  }
  return first.length - second.length;
}

/** Surrogates are the halves of the highest code points. */
function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800;
}
