import type { Pixels } from "./_pixels.ts";

/** Makes the bytes of a PNG file. */
export async function encodePng({ bytes, width, height }: Pixels): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  return await sharp(bytes, { raw: { width, height, channels: 3 } }).png().toBuffer();
}
