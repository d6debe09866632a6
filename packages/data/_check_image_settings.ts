import type { ImageSettings } from "./_decode_image.ts";

const MOST_SIDE = 4096;

/**
 * Refuses settings with which no image can be decoded.
 *
 * @throws {RangeError} If one is out of range.
 */
export function checkImageSettings(folder: string, settings: ImageSettings): void {
  const { height, width, channels, fit, background, pixelLimit } = settings;
  const refuse = (name: string, rule: string, value: unknown) => {
    throw new RangeError(`Cannot read images of ${folder} as ${name} must be ${rule}: current value is ${value}`);
  };
  const isSide = (side: number) => Number.isInteger(side) && side >= 1 && side <= MOST_SIDE;
  if (!isSide(height) || !isSide(width)) {
    const value = height === width ? height : `[${height}, ${width}]`;
    refuse("size", `one or two integers from 1 to ${MOST_SIDE}`, value);
  }
  if (channels !== 1 && channels !== 3) refuse("channels", "1 or 3", channels);
  if (!["cover", "contain", "stretch"].includes(fit)) refuse("fit", "cover, contain or stretch", fit);
  const isLevel = (level: number) => Number.isInteger(level) && level >= 0 && level <= 255;
  if (background.length !== 3 || !background.every(isLevel)) {
    refuse("background", "three integers from 0 to 255", `[${background}]`);
  }
  if (!(Number.isInteger(pixelLimit) && pixelLimit >= 1)) refuse("pixelLimit", "a positive integer", pixelLimit);
}
