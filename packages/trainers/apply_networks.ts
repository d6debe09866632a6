import type { LayersModel, Tensor } from "@forger/core";
import type { Judgement, LabelledImages } from "./labelled_images.ts";
import type { Networks } from "./networks.ts";

/** Draws images while training, under labels where the generator takes them. */
export function generateImages({ generator }: Networks, latents: Tensor, labels?: Tensor): Tensor {
  return applied(generator, latents, labels)[0]!;
}

/** Asks the discriminator about images while training, under their labels where it takes them. */
export function judgeImages({ discriminator }: Networks, { images, labels }: LabelledImages): Judgement {
  const [logits, classLogits] = applied(discriminator, images, labels);
  return { logits: logits!, ...classLogits && { classLogits } };
}

function applied(model: LayersModel, input: Tensor, labels: Tensor | undefined): Tensor[] {
  const takesLabels = model.inputs.length > 1;
  return [model.apply(takesLabels ? [input, labels!] : input, { training: true }) as Tensor | Tensor[]].flat();
}
