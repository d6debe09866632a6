import type { Plugin } from "@forger/trainers";
import { logAccuracy } from "./_accuracy.ts";
import { requireBoundary } from "./_require_boundary.ts";

/**
 * Logs how often the discriminator is right: `accuracy/real` and `accuracy/fake`, each a share in [0, 1].
 *
 * An output counts as right above the loss's boundary for a real image, and below it for a generated one (0 for
 * logits). Both are logged, as their mean hides a discriminator that calls everything real: that has a mean of one half
 * too. Both near 1 for long say that the generator gets little to learn from; what is healthy depends on the loss and
 * on the regularization, so compare runs rather than look for a number.
 *
 * Losses whose scores mean something only in comparison, such as Wasserstein's and the relativistic ones, are refused.
 *
 * @see ganhacks, tip 10 (track failures early). Chintala, Denton, Arjovsky, Mathieu, 2016, https://github.com/soumith/ganhacks
 *
 * @example
 * ```ts
 * import { discriminatorAccuracy } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(discriminatorAccuracy().name, "discriminator-accuracy");
 * ```
 */
export function discriminatorAccuracy(): Plugin {
  return {
    name: "discriminator-accuracy",
    onConfigure: ({ loss }) => requireBoundary(loss),
    transformLoss(terms, context) {
      logAccuracy(context);
      return terms;
    },
  };
}
