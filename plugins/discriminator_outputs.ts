import type { Tensor } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/**
 * Logs what the discriminator says on average: `output/real` and `output/fake` in its own update, and `output/fake_after`
 * in the generator's, by the discriminator that has just learned.
 *
 * For losses with logits these are probabilities of being real, the tutorial's D(x) and two D(G(z)); for others, such
 * as hinge and Wasserstein, they are the mean scores. A step back from `output/fake` to `output/fake_after` is what one
 * update of the discriminator gains. Where both players share a step's fakes, the two are of the same images, as in the
 * tutorial; else of different ones. Training is not changed.
 *
 * @see DCGAN tutorial. Inkawhich, 2018, https://docs.pytorch.org/tutorials/beginner/dcgan_faces_tutorial.html
 *
 * @example
 * ```ts
 * import { discriminatorOutputs } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(discriminatorOutputs().name, "discriminator-outputs");
 * ```
 */
export function discriminatorOutputs(): Plugin {
  return {
    name: "discriminator-outputs",
    transformLoss(terms, { log, logits: { real, fake }, loss, player }) {
      const logMean = (name: string, outputs: Tensor | undefined) => {
        if (outputs) tf.tidy(() => log(name, (loss.output === "logit" ? outputs.sigmoid() : outputs).mean()));
      };
      if (player === "generator") {
        logMean("output/fake_after", fake);
      } else {
        logMean("output/real", real);
        logMean("output/fake", fake);
      }
      return terms;
    },
  };
}
