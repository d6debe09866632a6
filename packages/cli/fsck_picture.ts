/** Pictures of more pixels, all frames together, are none of ours, and their decoding could take all memory. */
const PIXEL_LIMIT = 2 ** 28;

/**
 * Decodes a PNG, GIF or WebP file, all of its frames, and says what is wrong with it; undefined if nothing is.
 *
 * Of a GIF that was cut off, the frames that are there are fine: its last byte tells.
 */
export async function fsckPicture(path: string): Promise<string | undefined> {
  const { default: sharp } = await import("sharp"); // a program's start need not wait for it
  const reading = { failOn: "error", limitInputPixels: PIXEL_LIMIT, sequentialRead: true, pages: -1 } as const;
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path); // the library would keep what it found under a path
  } catch (error) {
    return (error as Error).message;
  }
  try {
    // of a width of 1 all rows are read, in little memory
    await sharp(bytes, reading).resize({ width: 1, fit: "fill" }).raw().toBuffer();
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return /pixel limit/i.test(message) ? `it has more than ${PIXEL_LIMIT} pixels` : "it is cut off or damaged";
  }
}
