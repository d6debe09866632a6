/** Longer lines are none of ours, and would take memory. */
const LONGEST = 2 ** 20;

/**
 * Reads a text file's lines in little memory, leaving out those that are longer than a megabyte. The last one comes also where
 * it was cut off.
 *
 * @throws {Error} If the file cannot be read.
 */
export async function* readLines(path: string): AsyncGenerator<string, undefined, undefined> {
  const file = await Deno.open(path); // the stream closes it
  let rest = "", isTooLong = false;
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (!isTooLong && line.length <= LONGEST) yield line;
      isTooLong = false;
    }
    if (rest.length <= LONGEST) continue;
    [rest, isTooLong] = ["", true];
  }
  if (rest !== "" && !isTooLong) yield rest;
  return undefined;
}
