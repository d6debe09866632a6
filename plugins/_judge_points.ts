import type { Tensor } from "@forger/core";
import type { Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/**
 * What a run's discriminator says of points `[count, 2]` when it is not learning: probabilities of being real for losses
 * with logits, else scores; under the label that suits each point best where it takes labels.
 *
 * @returns `[count]`; the caller disposes it.
 */
export function judgePoints({ classes, loss, networks: { discriminator } }: Run, points: Tensor): Tensor {
  return tf.tidy(() => {
    const count = points.shape[0]!, takesLabels = discriminator.inputs.length > 1;
    const judge = (label?: number): Tensor => {
      const input = label === undefined ? points : [points, sameLabels(count, label, classes!.length)];
      const [logits] = [discriminator.apply(input, { training: false }) as Tensor | Tensor[]].flat();
      return logits!.reshape([count]);
    };
    const outputs = takesLabels
      ? classes!.map((_, label) => label).reduce((best: Tensor | undefined, label) => {
        return best ? best.maximum(judge(label)) : judge(label);
      }, undefined)!
      : judge();
    return loss.output === "logit" ? outputs.sigmoid() : outputs;
  });
}

function sameLabels(count: number, label: number, classes: number): Tensor {
  return tf.oneHot(tf.fill([count], label, "int32"), classes).toFloat();
}
