import type { Tensor } from "@forger/core";
import type { LossContext, Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { hook } from "./drive.ts";
import { lossContext } from "./step_contexts.ts";

/** About which images a plugin's `transformLoss` asks the discriminator, row by row. */
export function seenImages(plugin: Plugin, images: LossContext["images"], step = 0): number[][] {
  let seen: number[][] | undefined;
  const discriminate = (asked: Tensor): Tensor => {
    if (asked !== images.real && asked !== images.fake) seen = asked.arraySync() as number[][];
    return asked.sum(1, true);
  };
  tf.tidy(() => hook(plugin, "transformLoss")({}, lossContext("discriminator", { images, discriminate }, step)));
  return seen!;
}
