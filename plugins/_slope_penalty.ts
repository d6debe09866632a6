import type { LayersModel, Tensor } from "@forger/core";
import type { LossContext, Plugin, Run } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";

/** What makes a penalty on the discriminator's slope. */
export interface SlopePenalty {
  /** The plugin's name; the loss term has it with underscores. */
  readonly name: string;
  /** The plugin's options: `every` is how many steps lie between penalties. */
  readonly options: { readonly every: number } & Readonly<Record<string, unknown>>;
  /** The penalty of one update; nothing where it has not the images for it. */
  readonly penalize: (context: LossContext) => Tensor | undefined;
}

/** A plugin's parts that add a penalty to the discriminator's loss in every so many steps, as many times as large. */
export function slopePenalty(
  { name, options, penalize }: SlopePenalty,
): Required<Pick<Plugin, "name" | "options" | "onTrainBegin" | "transformLoss">> {
  const { every } = options;
  checkPositiveInteger(name, "every", every);
  const term = name.replaceAll("-", "_");
  return {
    name,
    options,
    onTrainBegin: ({ networks: { discriminator } }: Run) => refuseBatchNormalization(discriminator),
    transformLoss: {
      every,
      handler(terms, context) {
        const penalty = context.player === "discriminator" ? penalize(context) : undefined;
        return penalty ? { ...terms, [term]: penalty.mul(every) } : terms;
      },
    },
  };
}

/** The gradient by one image is that image's slope only where no other image has a part in the answer to it. */
function refuseBatchNormalization({ layers }: LayersModel): void {
  for (const layer of layers) {
    if (layer.getClassName() === "BatchNormalization") {
      throw new TypeError(
        "Cannot penalise slopes as the discriminator must judge each image by itself, which batch normalization does not: " +
          `layer "${layer.name}" is one, use layer normalization or none`,
      );
    }
    if ("layers" in layer) refuseBatchNormalization(layer as LayersModel); // a model within the model
  }
}
