/**
 * A plugin of one's own, as `docs/write_a_plugin.md` builds it:
 * `deno task train mnist --plugin ./examples/plugins/speckle.ts:share=0.1`.
 *
 * @module
 */
import { checkSchedule, linear, type Schedule, type Tensor } from "@forger/core";
import type { Plugin, StepContext } from "@forger/trainers";

/** Options of {@linkcode speckle}. */
export interface SpeckleOptions {
  /** The share of pixels that are blackened, from 0 to 1. @default {linear(0.2, 0)} */
  readonly share?: Schedule;
}

/**
 * Blackens random pixels of real and generated images alike, so that the discriminator cannot rely on any single one.
 *
 * @throws {RangeError} If `share` is not from 0 to 1.
 */
export default function speckle({ share = linear(0.2, 0) }: SpeckleOptions = {}): Plugin {
  checkSchedule("speckle", "share", share, { least: 0, most: 1 });
  let black = 0;

  function blacken(images: Tensor, { at, player, random, log }: StepContext): Tensor {
    const kept = random.uniform(images.shape).greaterEqual(at(share)).toFloat();
    if (player === "discriminator") log("speckle/kept", kept.mean());
    return images.sub(black).mul(kept).add(black);
  }

  return {
    name: "speckle",
    options: { share },
    onTrainBegin: ({ data }) => void (black = data.range[0]),
    transformReal: blacken,
    transformFake: blacken,
  };
}
