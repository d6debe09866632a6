import type { LayersModel } from "@forger/core";
import { type BatchSizes, type Networks, resolveBatch } from "@forger/trainers";

type Layer = LayersModel["layers"][number];

/** Options of {@linkcode stepOperations}. */
export interface StepOperationsOptions {
  /** Whether the discriminator's update has a gradient penalty on as many images between. @default {false} */
  readonly penalized?: boolean;
  /** Whether the players' updates draw images of their own. @default {"fresh"} */
  readonly fakes?: "fresh" | "shared";
}

/**
 * The floating-point operations of one training step, as it is executed: a multiplication and an addition for every
 * product of a weight and a value. Activations, biases, normalizations and the optimizer are left out, and borders count
 * as if padded.
 *
 * A layer's forward, its gradient to the input and its gradient to the kernel take equally many. A step has
 * - the generator's forward twice, as the players' updates draw images of their own, unless they share them;
 * - the discriminator's forward three times: real and fake images in its own update, fake ones in the generator's;
 * - in the discriminator's update, for real and for fake images: the gradients to all its kernels, and to the inputs of
 *   all its layers but the first, as nothing is learned from the gradient to an image;
 * - in the generator's update: the discriminator's gradients to all inputs and to no kernel, the generator's to all
 *   kernels and to the inputs of all layers but the first;
 * - in a gradient penalty: the discriminator's forward, the gradients to all inputs, and theirs: to all kernels, and to
 *   the gradients of all outputs but the last layer's, which are ones. Activations are taken to be piecewise linear.
 */
export function stepOperations(
  { generator, discriminator }: Networks,
  batch: number | BatchSizes,
  { penalized = false, fakes = "fresh" }: StepOperationsOptions = {},
): number {
  const inGenerator = productsOfLayers(generator), inDiscriminator = productsOfLayers(discriminator);
  const [generatorAll, generatorButFirst] = [sum(inGenerator), sum(inGenerator.slice(1))];
  const [discriminatorAll, discriminatorButFirst] = [sum(inDiscriminator), sum(inDiscriminator.slice(1))];
  const { real, fake, generator: own } = resolveBatch(batch);
  const forward = (own + (fakes === "shared" ? 0 : fake)) * generatorAll + (real + fake + own) * discriminatorAll;
  const discriminatorUpdate = (real + fake) * (discriminatorAll + discriminatorButFirst);
  const generatorUpdate = own * (discriminatorAll + generatorAll + generatorButFirst);
  const penalty = penalized ? real * (3 * discriminatorAll + sum(inDiscriminator.slice(0, -1))) : 0;
  return 2 * (forward + discriminatorUpdate + penalty + generatorUpdate);
}

/** Products of a weight and a value in the forward of one sample, for each layer that has a kernel. */
function productsOfLayers(model: LayersModel): number[] {
  return model.layers
    .filter((layer) => layer.weights.length > 0 && layer.getClassName() !== "BatchNormalization")
    .map(productsOf);
}

function productsOf(layer: Layer): number {
  const kernel = product(layer.weights[0]!.shape);
  switch (layer.getClassName()) {
    case "Dense":
      return kernel;
    case "Conv2D": // every position of the output sees the whole kernel
      return kernel * positions(layer.output);
    case "Conv2DTranspose": // every position of the input is spread by the whole kernel
      return kernel * positions(layer.input);
  }
  throw new TypeError(
    `Cannot count operations of ${layer.name} as it must be Dense, Conv2D or Conv2DTranspose: it is ${layer.getClassName()}`,
  );
}

/** Height times width of `[batch, height, width, channels]`. */
function positions(tensor: Layer["input"]): number {
  return product([tensor].flat()[0]!.shape.slice(1, 3));
}

const product = (lengths: readonly (number | null)[]): number =>
  lengths.reduce<number>((all, length) => all * length!, 1);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
