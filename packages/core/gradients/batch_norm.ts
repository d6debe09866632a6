import * as tf from "@tensorflow/tfjs";
import { gradientOf } from "./gradient_of.ts";
import { sumTo } from "./sum_to.ts";

/**
 * The gradient of batch normalization by given means and variances.
 *
 * TensorFlow.js's own tiles the channels over the whole batch, and its second derivative takes a slice a pixel.
 */
export const BATCH_NORM_GRADIENTS: readonly tf.GradConfig[] = [
  gradientOf(
    tf.FusedBatchNorm,
    { inputs: ["x", "mean", "variance", "scale"] },
    (dy, [x, mean, variance, scale], { varianceEpsilon }) => {
      const { shape } = mean!;
      const inverse = variance!.add(varianceEpsilon as number).rsqrt(), factor = inverse.mul(scale!);
      const sum = sumTo(dy, shape), moment = sumTo(dy.mul(x!.sub(mean!)), shape);
      return {
        x: () => dy.mul(factor),
        mean: () => sum.mul(factor).neg(),
        variance: () => moment.mul(factor).mul(inverse.square()).mul(-0.5),
        scale: () => moment.mul(inverse),
        offset: () => sum.clone(),
      };
    },
  ),
];
