import type { Tensor } from "@forger/core";
import { type LossContext, sharedKey, type UpdateContext } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** Where the discriminator is updated on real and on fake images in turn, the real ones come first. */
const REAL_SPREAD = sharedKey<Tensor>("how far the real images of the step lie apart");

/** Below any distance of real images; it keeps a batch of equal ones from dividing by 0. */
const LEAST = 1e-12;

/** Logs `gradient_norm/…`: the length of all of a player's gradients together, as of one long vector. */
export function logGradientNorm(gradients: readonly Tensor[], { log, player }: UpdateContext): void {
  tf.tidy(() => log(`gradient_norm/${player}`, tf.addN(gradients.map((gradient) => gradient.square().sum())).sqrt()));
}

/** Logs `diversity/fake`: how far the generated images lie apart, as a share of how far the real ones do. */
export function logDiversity({ images: { fake, real }, log, player, shared }: LossContext): void {
  if (player !== "discriminator") return;
  tf.tidy(() => {
    if (real && hasPairs(real)) shared.set(REAL_SPREAD, spread(real));
    const realSpread = shared.get(REAL_SPREAD);
    if (fake && hasPairs(fake) && realSpread) log("diversity/fake", spread(fake).div(realSpread.maximum(LEAST)));
  });
}

function hasPairs({ shape }: Tensor): boolean {
  return shape[0]! > 1;
}

/** The root mean square distance of two images of a batch: the mean over all pairs is twice the variance. */
function spread(images: Tensor): Tensor {
  const count = images.shape[0]!, rows = images.reshape([count, -1]);
  return rows.sub(rows.mean(0)).square().sum().mul(2 / (count - 1)).sqrt();
}
