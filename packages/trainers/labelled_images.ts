import type { Tensor } from "@forger/core";

/** Images, and the labels under which they are drawn and judged. */
export interface LabelledImages {
  /** `[batch, height, width, channels]`, or points. */
  readonly images: Tensor;
  /** One-hot, float32 `[batch, classes]`; undefined where the networks take none. */
  readonly labels?: Tensor;
}

/** The discriminator's answer. */
export interface Judgement {
  /** How real each image looks, `[batch, 1]`. */
  readonly logits: Tensor;
  /** Which class it takes each image for, `[batch, classes]`; undefined where it does not say. */
  readonly classLogits?: Tensor;
}
