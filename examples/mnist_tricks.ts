/**
 * The run of `mnist-vanilla` with the classic tips for training GANs, each switched on by one line.
 *
 * What it teaches: every trick is a plugin. Take a line out, or try `--without label-flipping`, and see what it does.
 *
 * What you should see, and which tips helped: `docs/mnist_tricks.md`, measured over three seeds.
 *
 * @see How to train a GAN? Tips and tricks to make GANs work. Chintala, Denton, Arjovsky, Mathieu, 2016, https://github.com/soumith/ganhacks
 *
 * @module
 */
import {
  discriminatorAccuracy,
  discriminatorOutputs,
  ema,
  failureWatch,
  instanceNoise,
  labelFlipping,
  labelSmoothing,
  learningRateSchedule,
  nanGuard,
  r1,
  replayBuffer,
  twoTimeScale,
} from "@forger/plugins";
import { type Experiment, experiment } from "@forger/trainers";
import vanilla from "./mnist_vanilla.ts";

const definition: Experiment = experiment({
  ...vanilla,
  name: "mnist-tricks",
  description: "the same DCGAN with the classic tips, each a line",
  plugins: [
    labelSmoothing({ real: [0.8, 1] }), // the discriminator is to be no more than 80 to 100 % sure
    labelFlipping({ share: 0.05 }), // and is told the wrong thing now and then
    instanceNoise(), // real and generated images overlap, less and less
    replayBuffer(), // half of what it sees as fake is from earlier steps
    r1({ gamma: 1, every: 4 }), // it stays flat around real images
    twoTimeScale({ discriminator: 4e-4, generator: 1e-3 }),
    learningRateSchedule(), // both rates fall to zero
    ema(), // samples come from averaged weights
    discriminatorAccuracy(), // logged beside the losses, as are D(x) and D(G(z))
    discriminatorOutputs(),
    failureWatch(),
    nanGuard(),
    ...vanilla.plugins ?? [],
  ],
});

export default definition;
