import type sharp from "sharp";

let loaded: Promise<typeof sharp> | undefined;

/**
 * Loads the image library when it is first needed, which takes 0.1 to 0.2 s, and sets it up for many small images: one thread
 * each, as several are decoded at once, and no cache of operations, as none is repeated.
 */
export function loadSharp(): Promise<typeof sharp> {
  return loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
}
