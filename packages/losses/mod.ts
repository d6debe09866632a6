/**
 * Adversarial losses: what discriminator and generator minimise, as pairs of functions of the discriminator's logits.
 *
 * A {@linkcode GanLoss} is a plain value. Real comes before fake, always; logits and targets are `[batch, 1]`. Beside
 * them are terms to add to a loss, each a function that gives a scalar, such as {@linkcode gradientPenalty}.
 *
 * @module
 */
export * from "./auxiliary_classifier.ts";
export * from "./feature_matching.ts";
export * from "./gradient_penalty.ts";
export * from "./hinge.ts";
export * from "./least_squares.ts";
export * from "./loss.ts";
export * from "./minimax.ts";
export * from "./non_saturating.ts";
export * from "./relativistic_average.ts";
export * from "./relativistic_paired.ts";
export * from "./squared_gradient_norms.ts";
export * from "./wasserstein.ts";
export * from "./zero_centered_penalty.ts";
