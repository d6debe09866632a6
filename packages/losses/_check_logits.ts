import type { Tensor } from "@forger/core";

/** Which loss is computed of which images, for messages. */
export interface Subject {
  readonly loss: string;
  readonly images: string;
}

const isColumn = ({ shape }: Tensor): boolean => shape.length === 2 && shape[1] === 1;

/**
 * Refuses logits of another shape.
 *
 * @throws {TypeError} If the logits are not `[batch, 1]`; the message says whose they are.
 */
export function checkLogits(logits: Tensor, { loss, images }: Subject): void {
  if (isColumn(logits)) return;
  throw new TypeError(
    `Cannot compute ${loss} loss as logits of ${images} must be [batch, 1]: current shape is [${logits.shape}]`,
  );
}

/**
 * Refuses logits and targets of other shapes, or of two.
 *
 * @throws {TypeError} If logits and targets are not both `[batch, 1]`; the message says whose they are.
 */
export function checkTargets(logits: Tensor, targets: Tensor, { loss, images }: Subject): void {
  if (isColumn(logits) && String(targets.shape) === String(logits.shape)) return;
  throw new TypeError(
    `Cannot compute ${loss} loss as logits and targets of ${images} must both be [batch, 1]: ` +
      `current shapes are [${logits.shape}] and [${targets.shape}]`,
  );
}
