import { scheduleAt, stepRandom, type Tensor } from "@forger/core";
import { nonSaturating } from "@forger/losses";
import { type LossContext, type Player, SharedValues, type StepContext, type UpdateContext } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** What the context logged last, by name. */
export type Logged = Record<string, number>;

/** The context of a hook inside the step number `step` of 1,000; what it logs is written into `logged`. */
export function stepContext(player: Player, step = 0, logged: Logged = {}): StepContext {
  const counter = tf.scalar(step, "int32"), steps = 1000;
  return {
    player,
    step: counter,
    steps,
    random: stepRandom(1, counter).stream("test"),
    at: (schedule) => scheduleAt(schedule, counter, steps),
    log: (name, value) => logged[name] = value.dataSync()[0]!,
    shared: new SharedValues(),
  };
}

/** The context of `transformLoss`: the discriminator says of images what `discriminate` says. */
export function lossContext(
  player: Player,
  parts: Pick<LossContext, "images"> & Partial<LossContext> & { readonly discriminate: (images: Tensor) => Tensor },
  step = 0,
  logged: Logged = {},
): LossContext {
  const { real, fake } = parts.images;
  const logits = {
    ...real && { real: parts.discriminate(real) },
    ...fake && { fake: parts.discriminate(fake) },
  };
  const unconditional = { labels: {}, classLogits: {} };
  return { ...stepContext(player, step, logged), loss: nonSaturating, logits, ...unconditional, ...parts };
}

/** The context of `transformGradients` and `transformWeights`. */
export function updateContext(player: Player, step: number, variables: readonly tf.Variable[]): UpdateContext {
  return { ...stepContext(player, step), variables };
}
