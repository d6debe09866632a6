import type { Plugin } from "@forger/trainers";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode updateRatio}. */
export interface UpdateRatioOptions {
  /** Updates of the discriminator a step, each on a batch of its own. @default {5} */
  readonly discriminator?: number;
  /** Updates of the generator a step, each on images of its own. @default {1} */
  readonly generator?: number;
}

/**
 * Trains one player more often than the other: by default five updates of the discriminator to one of the generator.
 *
 * Wasserstein losses want it, as their critic should be near its optimum whenever the generator learns from it. Others
 * seldom do: a step costs as many times more, and unequal learning rates (`two-time-scale`) are the cheaper way to the
 * same end. It takes the place of the experiment's own `updates`. A step counts as one, however many updates it makes.
 *
 * @throws {RangeError} If a number is not an integer from 1 to 100.
 * @see Wasserstein GAN (n_critic). Arjovsky, Chintala, Bottou, 2017, https://arxiv.org/abs/1701.07875
 *
 * @example
 * ```ts
 * import { updateRatio } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(updateRatio({ discriminator: 2 }).options, { discriminator: 2, generator: 1 });
 * ```
 */
export function updateRatio(options: UpdateRatioOptions = {}): Plugin {
  const { discriminator = 5, generator = 1 } = options;
  const updates = { discriminator, generator };
  for (const [player, count] of Object.entries(updates)) {
    if (!Number.isInteger(count) || count < 1 || count > 100) {
      refuseOption("update-ratio", player, "an integer from 1 to 100", count);
    }
  }
  return { name: "update-ratio", options: updates, planUpdates: () => updates };
}
