/** Longer ones are none of ours, and would take memory. */
const LONGEST = 2 ** 20;

const CHUNK = 2 ** 16;

const LINE_FEED = 10;

/**
 * Reads a text file line by line, in little memory.
 *
 * @throws {Error} If a line is too long.
 */
export async function* readLines(
  path: string,
): AsyncGenerator<{ readonly text: string; readonly isWhole: boolean }, undefined, undefined> {
  using file = await Deno.open(path);
  const chunk = new Uint8Array(CHUNK), decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  for (;;) {
    const count = await file.read(chunk);
    if (count === null) break;
    const bytes = new Uint8Array(rest.length + count);
    bytes.set(rest);
    bytes.set(chunk.subarray(0, count), rest.length);
    let begin = 0;
    for (let end = bytes.indexOf(LINE_FEED, rest.length); end >= 0; end = bytes.indexOf(LINE_FEED, begin)) {
      yield { text: decoder.decode(bytes.subarray(begin, end)), isWhole: true };
      begin = end + 1;
    }
    rest = bytes.slice(begin);
    if (rest.length > LONGEST) throw new Error(`it has a line of more than ${LONGEST} bytes`);
  }
  if (rest.length > 0) yield { text: decoder.decode(rest), isWhole: false };
  return undefined;
}
