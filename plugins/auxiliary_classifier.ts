import type { Tensor } from "@forger/core";
import { auxiliaryClassifier as classLoss } from "@forger/losses";
import type { LossContext, Plugin } from "@forger/trainers";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode auxiliaryClassifier}. */
export interface AuxiliaryClassifierOptions {
  /** Factor of the terms. @default {1} */
  readonly weight?: number;
  /** Whether the discriminator learns classes from generated images too, as the paper has it, or from real ones alone. @default {"both"} */
  readonly learnFrom?: "both" | "real";
}

/**
 * Trains both players on classes (ACGAN): adds weight times the cross-entropy of the discriminator's class logits to the
 * losses, in the discriminator's for real and for generated images, as the terms `class_real` and `class_fake`, in the
 * generator's for its own.
 *
 * With `learnFrom: "real"` the discriminator leaves generated images out: a digit that the generator draws badly is then
 * no example of its class, and variety within classes suffers less.
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
 * assertEquals(auxiliaryClassifier({ weight: 0.5 }).options, { weight: 0.5, learnFrom: "both" });
 * ```
 */
export function auxiliaryClassifier(options: AuxiliaryClassifierOptions = {}): Plugin {
  const { weight = 1, learnFrom = "both" } = options;
  checkPositiveNumber("auxiliary-classifier", "weight", weight);
  if (learnFrom !== "both" && learnFrom !== "real") {
    refuseOption("auxiliary-classifier", "learnFrom", '"both" or "real"', learnFrom);
  }
  return {
    name: "auxiliary-classifier",
    options: { weight, learnFrom },
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
        if (context.player === "discriminator") logAccuracy(kind, { logits, labels, log: context.log });
        if (context.player === "discriminator" && kind === "fake" && learnFrom === "real") continue;
        changed[`class_${kind}`] = classLoss(logits, labels.argMax(1)).mul(weight);
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
