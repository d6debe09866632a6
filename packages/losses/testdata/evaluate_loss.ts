import type { Tensor } from "@forger/core";
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { GanLoss, LossTerms } from "../loss.ts";
import { sum } from "./float64.ts";
import type { LogitNumbers } from "./published_logits.ts";

/** A player of the game. */
export type Player = "discriminator" | "generator";

/** What a loss is at given logits: its terms, and the derivatives of their sum by each logit. */
export interface LossValues {
  readonly terms: Readonly<Record<string, number>>;
  readonly gradients: LogitNumbers;
}

/** A tensor `[batch, 1]`. */
export function column(values: readonly number[]): tf.Tensor2D {
  return tf.tensor2d([...values], [values.length, 1]);
}

/** Computes a player's loss; targets are those that the loss has by default, unless given. */
export function evaluateLoss(
  loss: GanLoss,
  player: Player,
  { real, fake, targets = defaultTargets(loss, player) }: LogitNumbers & { targets?: { real: number; fake: number } },
): LossValues {
  return tf.tidy(() => {
    const wanted = {
      real: tf.fill([real.length, 1], targets.real),
      fake: tf.fill([fake.length, 1], targets.fake),
    };
    const termsOf = (reals: Tensor, fakes: Tensor): LossTerms =>
      player === "discriminator"
        ? loss.discriminator({ real: reals, fake: fakes }, wanted)
        : loss.generator(loss.comparison === "none" ? { fake: fakes } : { real: reals, fake: fakes }, wanted);
    const logits = [column(real), column(fake)] as const;
    // TensorFlow.js refuses to differentiate by what has no part in the result
    const total = (...xs: Tensor[]): Tensor =>
      tf.addN([...Object.values(termsOf(xs[0]!, xs[1]!)), ...xs.map((x) => x.mul(0).sum())]);
    const [byReal, byFake] = tf.grads(total)([...logits]);
    const terms = Object.entries(termsOf(...logits)).map(([name, term]) => [name, term.dataSync()[0]!] as const);
    return {
      terms: Object.fromEntries(terms),
      gradients: { real: [...byReal!.dataSync()], fake: [...byFake!.dataSync()] },
    };
  });
}

function defaultTargets({ defaultTargets }: GanLoss, player: Player): { real: number; fake: number } {
  return { real: defaultTargets.real, fake: player === "generator" ? defaultTargets.generator : defaultTargets.fake };
}

/** The sum of a player's terms. */
export function totalOf(values: LossValues): number {
  return sum(Object.values(values.terms));
}

/**
 * Fails unless both have the same terms, and each term and derivative is within `tolerance` times the largest number
 * beside it, or times 1 if that is larger.
 */
export function assertLossValues(actual: LossValues, expected: LossValues, tolerance = 1e-6): void {
  assertEquals(Object.keys(actual.terms).toSorted(), Object.keys(expected.terms).toSorted());
  const names = Object.keys(expected.terms);
  assertClose("terms", names.map((name) => actual.terms[name]!), names.map((name) => expected.terms[name]!), tolerance);
  for (const kind of ["real", "fake"] as const) {
    assertClose(`derivatives by ${kind}`, actual.gradients[kind], expected.gradients[kind], tolerance);
  }
}

function assertClose(what: string, actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assertEquals(actual.length, expected.length);
  const limit = tolerance * Math.max(1, ...expected.map(Math.abs));
  const isClose = actual.every((value, index) => Math.abs(value - expected[index]!) <= limit);
  assert(isClose, `${what} are ${actual}, not ${expected}, within ${limit}`);
}
