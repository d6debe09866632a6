import type { EncodedPicture } from "@forger/samplers";

/** Makes a PNG of an SVG picture, pixel by pixel as large. */
export async function rasterize(svg: string): Promise<EncodedPicture> {
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  const { data, info } = await sharp(new TextEncoder().encode(svg)).flatten({ background: "#ffffff" })
    .png().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, bytes: data };
}
