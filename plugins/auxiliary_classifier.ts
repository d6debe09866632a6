import type { Tensor } from "@forger/core";
import { auxiliaryClassifier as classLoss } from "@forger/losses";
import type { LossContext, Plugin } from "@forger/trainers";
import { checkPositiveNumber } from "./_check_positive_number.ts";

/** Options of {@linkcode auxiliaryClassifier}. */
export interface AuxiliaryClassifierOptions {
  /** Factor of the terms. @default {1} */
  readonly weight?: number;
}

/**
 * Trains both players on classes (ACGAN): adds weight times the cross-entropy of the discriminator's class logits to the
 * losses, in the discriminator's for real and for generated images, as the terms `class_real` and `class_fake`, in the
 * generator's for its own.
 *
 * The discriminator has class logits as its second output, and the generator takes labels. Logs which share of the real
 * and of the generated images the discriminator takes for their class, `class_accuracy/real` and `class_accuracy/fake`.
 * The generator comes to draw what is easily told apart: classes become clear, and within one there may be less variety
 * than a projection discriminator keeps.
 *
 * @throws {RangeError} If `weight` is not a positive number.
 * @throws {TypeError} When training begins, if the discriminator has no class logits.
 * @see Conditional image synthesis with auxiliary classifier GANs. Odena, Olah, Shlens, 2017, https://arxiv.org/abs/1610.09585
 *
 * @example
 * ```ts
 * import { auxiliaryClassifier } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(auxiliaryClassifier({ weight: 0.5 }).options, { weight: 0.5 });
 * ```
 */
export function auxiliaryClassifier(options: AuxiliaryClassifierOptions = {}): Plugin {
  const { weight = 1 } = options;
  checkPositiveNumber("auxiliary-classifier", "weight", weight);
  return {
    name: "auxiliary-classifier",
    options: { weight },
    onTrainBegin({ networks: { discriminator } }) {
      if (discriminator.outputs.length > 1) return;
      throw new TypeError(
        "Cannot classify images as the discriminator must have class logits as its second output: it has one output",
      );
    },
    transformLoss(terms, context) {
      const changed: Record<string, Tensor> = { ...terms };
      for (const kind of context.player === "generator" ? ["fake"] as const : ["real", "fake"] as const) {
        const logits = context.classLogits[kind], labels = context.labels[kind];
        if (!logits || !labels) continue; // an update on the other kind alone
        changed[`class_${kind}`] = classLoss(logits, labels.argMax(1)).mul(weight);
        if (context.player === "discriminator") logAccuracy(kind, { logits, labels, log: context.log });
      }
      return changed;
    },
  };
}

function logAccuracy(
  kind: "real" | "fake",
  { logits, labels, log }: { readonly logits: Tensor; readonly labels: Tensor } & Pick<LossContext, "log">,
): void {
  log(`class_accuracy/${kind}`, logits.argMax(1).equal(labels.argMax(1)).toFloat().mean());
}
