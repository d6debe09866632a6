import type { Tensor } from "@forger/core";
import type { Logits } from "@forger/losses";
import { type LossContext, sharedKey, type StepLog } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { meanOf } from "./_mean_of.ts";

/** The logits of the update whose accuracy is logged already. */
const LOGGED = sharedKey<Logits>("logits whose accuracy is logged");

/**
 * Logs which share of the real images, and of the fake ones, the discriminator told right; once an update, though several
 * plugins want it, and not for losses without a boundary.
 */
export function logAccuracy({ log, logits, loss: { boundary }, player, shared }: LossContext): void {
  if (player !== "discriminator" || boundary === undefined || shared.get(LOGGED) === logits) return;
  shared.set(LOGGED, logits);
  tf.tidy(() => {
    if (logits.real) log("accuracy/real", share(logits.real.greater(boundary)));
    if (logits.fake) log("accuracy/fake", share(logits.fake.less(boundary)));
  });
}

/** The mean accuracy over steps, real and fake images alike; undefined where none was logged. */
export function meanAccuracy(logs: readonly StepLog[]): number | undefined {
  const real = meanOf(logs, "accuracy/real"), fake = meanOf(logs, "accuracy/fake");
  return real === undefined || fake === undefined ? undefined : (real + fake) / 2;
}

function share(right: Tensor): Tensor {
  return right.toFloat().mean();
}
