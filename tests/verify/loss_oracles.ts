import { startCompute } from "@forger/core";
import {
  type GanLoss,
  gradientPenalty,
  hinge,
  leastSquares,
  minimax,
  nonSaturating,
  relativisticAverage,
  type Targets,
  wasserstein,
} from "@forger/losses";
import * as tf from "@tensorflow/tfjs";
import { type Check, closeTo, type Reading } from "./check.ts";

/** Logits of real and of generated images. */
interface Logits {
  readonly real: readonly number[];
  readonly fake: readonly number[];
}

const TF_GAN: Logits = { real: [-5, 1.4, 12.5, 2.7], fake: [10, 4.4, -5.5, 3.6] };
const TF_GAN_RELATIVISTIC: Logits = { real: [-2, 0.4, 12.5, 2.7], fake: TF_GAN.fake };
const TORCHGAN: Logits = { real: [1.3, 2.9, 8.4, 6.3], fake: [4.8, 1.2, -3.5, 5.9] };

/** Published numbers have six digits at most. */
const TOLERANCE = 2e-6;

/** What TF-GAN's minimax loss of the generator has beside ours: its real images, with smoothed targets, are a constant. */
const MINIMAX_CONSTANT = 0.31326169;

interface Oracle {
  readonly loss: GanLoss;
  readonly library: string;
  readonly logits: Logits;
  readonly discriminator?: number;
  readonly generator?: number;
  /** Added to the published number of the generator. */
  readonly constant?: number;
}

const ORACLES: readonly Oracle[] = [
  { loss: leastSquares, library: "TF-GAN", logits: TF_GAN, discriminator: 41.73375, generator: 17.69625 },
  { loss: leastSquares, library: "torchgan", logits: TORCHGAN, discriminator: 19.76125, generator: 7.3425 },
  { loss: nonSaturating, library: "TF-GAN", logits: TF_GAN, discriminator: 5.83387, generator: 1.38582 },
  { loss: nonSaturating, library: "torchgan", logits: TORCHGAN, discriminator: 3.125149, generator: 0.950991 },
  { loss: wasserstein, library: "TF-GAN", logits: TF_GAN, discriminator: 0.225, generator: -3.125 },
  { loss: wasserstein, library: "torchgan", logits: TORCHGAN, discriminator: -2.625, generator: -2.1 },
  { loss: hinge, library: "TF-GAN", logits: TF_GAN, discriminator: 6.75, generator: -3.125 },
  { loss: minimax, library: "TF-GAN", logits: TF_GAN, generator: -4.82408, constant: MINIMAX_CONSTANT },
  {
    loss: relativisticAverage,
    library: "TF-GAN",
    logits: TF_GAN_RELATIVISTIC,
    discriminator: 4.39011,
    generator: 4.94011,
  },
];

/** The sum of a player's terms, with the targets that the loss has by default. */
function lossOf(loss: GanLoss, player: "discriminator" | "generator", { real, fake }: Logits): number {
  return tf.tidy(() => {
    const column = (values: readonly number[]) => tf.tensor2d([...values], [values.length, 1]);
    const logits = { real: column(real), fake: column(fake) };
    const { defaultTargets } = loss;
    const fakeTarget = player === "discriminator" ? defaultTargets.fake : defaultTargets.generator;
    const targets: Targets = {
      real: tf.fill([real.length, 1], defaultTargets.real),
      fake: tf.fill([fake.length, 1], fakeTarget),
    };
    const terms = player === "discriminator"
      ? loss.discriminator(logits, targets)
      : loss.generator(loss.comparison === "none" ? { fake: logits.fake } : logits, targets);
    return tf.addN(Object.values(terms)).dataSync()[0]!;
  });
}

function readings({ loss, library, logits, discriminator, generator, constant = 0 }: Oracle): Reading[] {
  const read = (player: "discriminator" | "generator", published: number | undefined, add = 0): Reading[] =>
    published === undefined ? [] : [
      closeTo(`${loss.name}, ${player} (${library})`, published, lossOf(loss, player, logits) - add, TOLERANCE),
    ];
  return [...read("discriminator", discriminator), ...read("generator", generator, constant)];
}

/** The penalty on the slope of D(x) = x · (2, 2, 2, 2), whose norm is 4: (4 - 1)² = 9. */
function slopePenalty(): Reading {
  const measured = tf.tidy(() => {
    const images = tf.tensor2d([[0.1, 0.2, 0.3, 0.4], [-1, 0.5, 2, 0]]);
    return gradientPenalty((x) => x.mul(2).sum(1, true), images).dataSync()[0]!;
  });
  return closeTo("gradient penalty of D(x) = 2x (TF-GAN)", 9, measured, 1e-5);
}

/** The losses of the numbers that the tests of TF-GAN and torchgan publish. */
export const LOSS_ORACLES: Check = {
  name: "losses",
  title: "losses of the logits in the tests of TF-GAN and torchgan",
  sources: [
    "https://github.com/tensorflow/gan/blob/master/tensorflow_gan/python/losses/losses_impl_test.py",
    "https://github.com/torchgan/torchgan/blob/master/tests/torchgan/test_losses.py",
  ],
  duration: "a second",
  async run() {
    await startCompute();
    return [...ORACLES.flatMap(readings), slopePenalty()];
  },
};
