import type { Tensor } from "@forger/core";

/** What the discriminator should say of each image: probabilities of being real, `[batch, 1]`. */
export interface Targets {
  /** For the real images. */
  readonly real: Tensor;
  /** For the generated images. */
  readonly fake: Tensor;
}

/** Named terms of a loss, each a scalar: what a network minimises is their sum. */
export type LossTerms = Readonly<Record<string, Tensor>>;

/** An adversarial loss: what each network minimises, as functions of the discriminator's logits. */
export interface GanLoss {
  /** The loss's name, for logs and for comparing runs. */
  readonly name: string;
  /** What the targets are before plugins see them, each in [0, 1]. */
  readonly defaultTargets: { readonly real: number; readonly fake: number; readonly generator: number };
  /** False for losses without targets: plugins that change targets refuse them. */
  readonly usesTargets: boolean;
  /**
   * Loss terms of the discriminator.
   *
   * @param logits `[batch, 1]`; either may be absent where the discriminator is updated on real and on fake images in turn.
   * @returns One term for each of the logits given, under the same name.
   */
  discriminator(logits: { readonly real?: Tensor; readonly fake?: Tensor }, targets: Targets): LossTerms;
  /**
   * Loss terms of the generator.
   *
   * @param logits Of generated images, `[batch, 1]`.
   * @param targets `fake` is what the generator wants the discriminator to say of them.
   * @returns One term, `generator`.
   */
  generator(logits: { readonly fake: Tensor }, targets: Targets): LossTerms;
}
