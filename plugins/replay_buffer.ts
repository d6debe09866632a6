import { type Plugin, resolveBatch } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { checkShare } from "./_check_share.ts";
import { ReplayMemory } from "./_replay_memory.ts";

/** Options of {@linkcode replayBuffer}. */
export interface ReplayBufferOptions {
  /** How many images are remembered. @default {512} */
  readonly size?: number;
  /** Which share of the discriminator's generated images is replaced by old ones, in [0, 1]. @default {0.5} */
  readonly share?: number;
}

/**
 * Shows the discriminator old images of the generator among its new ones, so that it does not forget what it has learnt.
 *
 * In every update of the discriminator, n = round(batch · share) generated images make way for as many that are drawn from
 * those remembered, with repetition, and are remembered themselves: in the free places while there are any, then over n
 * consecutive ones from a random place on. While none are remembered, the new ones stay. What is remembered is what the
 * generator made; plugins that change images change it when it is shown again. The generator's update stays as it is.
 *
 * It helps where the two players turn in circles, each undoing what the other has learnt. It costs memory on the device,
 * `size` images, and a share of the discriminator's attention to what the generator makes now. State is saved with the run.
 *
 * @throws {RangeError} If `size` is not a positive integer, or `share` not in [0, 1].
 * @throws {TypeError} When the trainer is made, if `size` is less than the n images that an update exchanges; when training
 * begins, if the networks are conditional: labels are not remembered.
 * @see Learning from simulated and unsupervised images through adversarial training. Shrivastava, Pfister, Tuzel, Susskind, Wang, Webb, 2017, https://arxiv.org/abs/1612.07828
 * @see How to train a GAN? Tips and tricks to make GANs work (tip 8). Chintala, Denton, Arjovsky, Mathieu, 2016, https://github.com/soumith/ganhacks
 *
 * @example
 * ```ts
 * import { replayBuffer } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(replayBuffer({ size: 1_000 }).options, { size: 1_000, share: 0.5 });
 * ```
 */
export function replayBuffer(options: ReplayBufferOptions = {}): Plugin {
  const { size = 512, share = 0.5 } = options;
  checkPositiveInteger("replay-buffer", "size", size);
  checkShare("replay-buffer", "share", share);
  let memory: ReplayMemory | undefined;

  return {
    name: "replay-buffer",
    options: { size, share },
    onConfigure({ batch }) {
      const { fake } = resolveBatch(batch), exchanged = Math.round(fake * share);
      if (exchanged <= size) return;
      throw new TypeError(
        `size must be at least ${exchanged}, as each update exchanges so many of its ${fake} generated images: current value is ${size}`,
      );
    },
    onTrainBegin({ classes, data }) {
      if (classes) {
        throw new TypeError(
          "Cannot replay images as the networks must not be conditional: the labels of old images are not remembered",
        );
      }
      memory = new ReplayMemory(size, data.shape);
    },
    transformFake: {
      order: "pre", // what other plugins add to images is not remembered
      handler(images, { player, random }) {
        const count = Math.round(images.shape[0]! * share);
        if (player === "generator" || count === 0) return images;
        return tf.tidy(() => {
          const shown = memory!.exchange(images.slice([0], [count]), random);
          return count === images.shape[0] ? shown : tf.concat([shown, images.slice([count])]);
        });
      },
    },
    saveState: () => memory?.state ?? {},
    restoreState: (state) => memory?.restore(state),
    onTrainEnd() {
      memory?.dispose();
      memory = undefined;
    },
  };
}
