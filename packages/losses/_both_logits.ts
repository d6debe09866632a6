import type { Tensor } from "@forger/core";
import { checkLogits } from "./_check_logits.ts";
import type { Logits } from "./loss.ts";

/**
 * The logits of both kinds of images, for a loss that compares them.
 *
 * @throws {TypeError} If one of them is missing or not `[batch, 1]`.
 */
export function bothLogits({ real, fake }: Logits, loss: string): { readonly real: Tensor; readonly fake: Tensor } {
  return {
    real: present(real, { loss, images: "real images", others: "fake" }),
    fake: present(fake, { loss, images: "fake images", others: "real" }),
  };
}

function present(logits: Tensor | undefined, subject: { loss: string; images: string; others: string }): Tensor {
  if (!logits) {
    throw new TypeError(
      `Cannot compute ${subject.loss} loss as logits of ${subject.images} must be given to compare the ` +
        `${subject.others} ones with: current value is undefined`,
    );
  }
  checkLogits(logits, subject);
  return logits;
}
