/**
 * Adversarial losses: what discriminator and generator minimise, as pairs of functions of the discriminator's logits.
 *
 * A {@linkcode GanLoss} is a plain value. Real comes before fake, always; logits and targets are `[batch, 1]`.
 *
 * @module
 */
export * from "./loss.ts";
export * from "./non_saturating.ts";
