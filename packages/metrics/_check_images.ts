import type { Shape, Tensor } from "@forger/core";
import { checkCount } from "./_check_count.ts";

/** @throws {RangeError} If the shape is not `[height, width, channels]`. */
export function checkImageShape(action: string, shape: Shape): void {
  if (shape.length !== 3) {
    throw new RangeError(
      `Cannot ${action} as the images' shape must be [height, width, channels]: current value is [${shape}]`,
    );
  }
  ["height", "width", "channels"].forEach((name, axis) => checkCount(action, name, shape[axis]!));
}

/** @throws {TypeError} If the images are not `[batch, ...shape]`. */
export function checkImages(action: string, images: Tensor, shape: Shape): void {
  if (images.rank === 4 && shape.every((length, axis) => images.shape[axis + 1] === length)) return;
  throw new TypeError(
    `Cannot ${action} as images must have the extractor's shape: expected [batch,${shape}], received [${images.shape}]`,
  );
}
