import type { Shape } from "@forger/core";
import { checkSizes } from "./_check_sizes.ts";

/** The shape of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * The shape of an image that networks for pictures can make and judge.
 *
 * @param network What is being built, for the message.
 * @throws {RangeError} If it is not `[height, width, channels]` of positive integers, with 1 channel or 3.
 */
export function checkedImage(network: string, image: Shape): ImageShape {
  checkSizes(network, { image });
  if (image.length !== 3) {
    throw new RangeError(
      `Cannot build ${network} as image must be [height, width, channels]: current value is [${image}]`,
    );
  }
  if (image[2] !== 1 && image[2] !== 3) {
    throw new RangeError(
      `Cannot build ${network} as image must have 1 channel, of grey, or 3, of colour: current value is [${image}]`,
    );
  }
  return image as unknown as ImageShape;
}

/** @throws {RangeError} If a latent's length is not a positive integer. */
export function checkLatent(network: string, latent: number): void {
  if (Number.isInteger(latent) && latent > 0) return;
  throw new RangeError(
    `Cannot build ${network} as latent must be a positive integer, such as 64 or 128: current value is ${latent}`,
  );
}

/** @throws {RangeError} If there are no two classes to tell apart. */
export function checkClasses(network: string, classes: number): void {
  if (Number.isInteger(classes) && classes > 1) return;
  throw new RangeError(
    `Cannot build ${network} as classes must be an integer of 2 or more: current value is ${classes}`,
  );
}
