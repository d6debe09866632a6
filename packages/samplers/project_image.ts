import { adam, CompiledStep, type LayersModel, stateVariable, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { fixedLatents } from "./fixed_latents.ts";
import { generate } from "./generate.ts";
import type { Latent } from "./latent.ts";

/** Options of {@linkcode projectImage}. */
export interface ProjectImageOptions {
  /** Where the generator's latents are drawn from: where the search begins. */
  readonly latent: Latent;
  /** How often the latents are improved. @default {500} */
  readonly steps?: number;
  /** Random latents from which the search begins, all at once; more of them find the best one more surely. @default {16} */
  readonly starts?: number;
  /** From which they are drawn: an integer from 0 to 2^53 - 1. @default {42} */
  readonly seed?: number;
  /** Adam's learning rate in the first step, from which it falls to 0 along half a cosine. @default {0.1} */
  readonly learningRate?: number;
  /**
   * How much it counts that a latent is as long as drawn ones, for normal and spherical latents: this times
   * (mean square - 1)² is added to the error while searching. @default {0}
   */
  readonly lengthWeight?: number;
  /** The class of the image; a conditional generator needs it. */
  readonly label?: number;
}

/** What {@linkcode projectImage} found. */
export interface Projection {
  /** float32 `[1, latent]`, for {@linkcode generate}; the caller disposes it. */
  readonly latent: Tensor;
  /** The mean squared difference between the pixels of its image and those of the target. */
  readonly error: number;
  /** The lowest error before each step. */
  readonly history: Float32Array;
}

/**
 * Finds the latent of which a generator makes the image that is most like a given one, by gradient descent with Adam.
 *
 * An error that stays large says that the generator cannot make the image: that it left out a part of its data. The same
 * seed gives the same latent.
 *
 * @param generator As {@linkcode generate} takes it; it stays as it is.
 * @param target `[height, width, channels]`, or the shape of whatever the generator makes, in the range of its outputs; stays
 * the caller's.
 * @throws {TypeError} If target or latents have another shape than the generator's, or `label` is missing or not taken.
 * @throws {RangeError} If an option is out of range.
 * @see Image2StyleGAN: how to embed images into the StyleGAN latent space? Abdal, Qin, Wonka, 2019,
 * https://arxiv.org/abs/1904.03189
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { normalLatent, projectImage } from "@forger/samplers";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const double = tf.layers.dense({ units: 1, useBias: false, inputShape: [1], weights: [tf.tensor2d([[2]])] });
 * const generator = tf.sequential({ layers: [double] });
 * const { latent } = await projectImage(generator, tf.tensor1d([3]), { latent: normalLatent(1), steps: 200 });
 * assertAlmostEquals(latent.dataSync()[0]!, 1.5, 1e-3);
 * ```
 */
export async function projectImage(
  generator: LayersModel,
  target: Tensor,
  options: ProjectImageOptions,
): Promise<Projection> {
  const { latent, steps = 500, starts = 16, seed = 42, learningRate = 0.1, lengthWeight = 0, label } = options;
  check(generator, target, { latent, steps, starts, learningRate, lengthWeight, label });
  const labels = label === undefined ? undefined : Array<number>(starts).fill(label);
  const latents = stateVariable(() => fixedLatents(latent, starts, seed));
  const done = stateVariable(() => tf.scalar(0));
  const optimizer = adam(learningRate).create([latents]);
  const errors = (): Tensor => {
    const images = generate(generator, latents, labels);
    return tf.squaredDifference(images, target).mean(images.shape.map((_, axis) => axis).slice(1)); // [starts]
  };
  const excess = (): Tensor => latents.square().mean(1).sub(1).square().mul(lengthWeight); // [starts]
  const step = new CompiledStep(() => {
    const { value, grads: [gradient] } = tf.valueAndGrads(() => errors().add(excess()))([latents], tf.ones([starts]));
    const error = value.sub(excess()).min();
    const rate = done.mul(Math.PI / steps).cos().add(1).mul(learningRate / 2);
    optimizer.apply([gradient!], rate);
    done.assign(done.add(1));
    return { error };
  }, { mode: "graph", mostSteps: steps }); // the mode is fixed, so that the same seed gives the same latent
  try {
    const history = (await step.run([], steps)).slice();
    const best = tf.tidy(() => {
      const least = errors(), index = least.argMin();
      return { latent: latents.gather(index.expandDims()), error: least.min() };
    });
    const [error] = await best.error.data();
    best.error.dispose();
    return { latent: best.latent, error: error!, history };
  } finally {
    step.dispose();
    optimizer.dispose();
    tf.dispose([latents, done]);
  }
}

type Checked = Required<Omit<ProjectImageOptions, "label" | "seed">> & Pick<ProjectImageOptions, "label">;

function check(generator: LayersModel, target: Tensor, options: Checked): void {
  const { latent, steps, starts, learningRate, lengthWeight, label } = options;
  const action = "project image";
  checkCount(action, "steps", steps);
  checkCount(action, "starts", starts);
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new RangeError(
      `Cannot ${action} as learningRate must be a positive number: current value is ${learningRate}`,
    );
  }
  if (!(lengthWeight >= 0 && Number.isFinite(lengthWeight))) {
    throw new RangeError(`Cannot ${action} as lengthWeight must be 0 or more: current value is ${lengthWeight}`);
  }
  const [, ...made] = generator.outputs[0]!.shape, size = generator.inputs[0]!.shape[1];
  if (target.shape.join() !== made.join()) {
    throw new TypeError(
      `Cannot ${action} as target must have the shape of what is generated: expected [${made}], received [${target.shape}]`,
    );
  }
  if (latent.size !== size) {
    throw new TypeError(
      `Cannot ${action} as latent must fit the generator: expected size ${size}, received ${latent.size}`,
    );
  }
  if ((label === undefined) !== (generator.inputs.length === 1)) {
    throw new TypeError(
      `Cannot ${action} as label must be given for a conditional generator, and for no other: current value is ${label}`,
    );
  }
}
