import type { LayersModel, Tensor } from "@forger/core";
import { featureMatching as distance } from "@forger/losses";
import { nearestName, type Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveNumber } from "./_check_positive_number.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode featureMatching}. */
export interface FeatureMatchingOptions {
  /** Factor of the term. @default {1} */
  readonly weight?: number;
  /** The discriminator's layer whose output is matched, by its name. @default the layer before the last */
  readonly layer?: string;
  /** Whether it takes the place of the generator's own loss. @default {false} */
  readonly replace?: boolean;
}

/**
 * Has the generator match, on average over the batch, what a layer of the discriminator makes of real images: adds weight
 * times ‖E f(real) - E f(fake)‖² to its loss, as the term `feature_matching`.
 *
 * It helps against a generator that goes after the discriminator's latest answer only, and fewer kinds of images get
 * lost; pictures by it alone, with `replace`, are often less sharp. The term is a sum over the features, so its weight
 * must suit the layer. Real images are those of the step's last update of the discriminator: in steps without one there is
 * no term. It takes another pass of the discriminator over both.
 *
 * @throws {RangeError} If `weight` is not a positive number, `layer` no text or `replace` not true or false; when training
 * begins, if the discriminator has no such layer.
 * @throws {TypeError} When the trainer is made, if steps have no update of the discriminator.
 * @see Improved techniques for training GANs. Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen, 2016, https://arxiv.org/abs/1606.03498
 *
 * @example
 * ```ts
 * import { featureMatching } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(featureMatching({ weight: 0.1 }).options, { weight: 0.1, layer: undefined, replace: false });
 * ```
 */
export function featureMatching(options: FeatureMatchingOptions = {}): Plugin {
  const { weight = 1, layer, replace = false } = options;
  checkPositiveNumber("feature-matching", "weight", weight);
  if (layer !== undefined && typeof layer !== "string") {
    refuseOption("feature-matching", "layer", "the name of a layer", layer);
  }
  if (typeof replace !== "boolean") refuseOption("feature-matching", "replace", "true or false", replace);
  let features: LayersModel | undefined;

  return {
    name: "feature-matching",
    options: { weight, layer, replace },
    onConfigure({ updates }) {
      if (updates?.discriminator === 0) {
        throw new TypeError(
          "updates.discriminator must be at least 1, as its real images are matched: current value is 0",
        );
      }
    },
    onTrainBegin({ networks: { discriminator } }) {
      features = featuresOf(discriminator, layer);
    },
    transformLoss(terms, { images: { fake, real }, labels, player }) {
      if (player === "discriminator" || !real || !fake) return terms;
      const of = (images: Tensor, labels?: Tensor) =>
        features!.apply(features!.inputs.length > 1 ? [images, labels!] : images, { training: true }) as Tensor;
      const term = distance(of(real, labels.real), of(fake, labels.fake)).mul(weight);
      return { ...replace ? {} : terms, feature_matching: term };
    },
    onTrainEnd() {
      features = undefined; // its layers are the discriminator's
    },
  };
}

function featuresOf(discriminator: LayersModel, name: string | undefined): LayersModel {
  const { inputs, layers } = discriminator;
  const layer = name === undefined ? undefined : layers.find((layer) => layer.name === name);
  if (name !== undefined && !layer) {
    const names = layers.map((layer) => layer.name);
    throw new RangeError(
      `Cannot match features as layer must be one of the discriminator's, ${names.join(", ")}: ` +
        `current value is "${name}", did you mean "${nearestName(name, names)}"?`,
    );
  }
  return tf.model({ inputs, outputs: (layer ? layer.output : layers.at(-1)!.input) as tf.SymbolicTensor });
}
