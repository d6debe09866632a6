import * as tf from "@tensorflow/tfjs";
import { ACTIVATION_GRADIENTS } from "./gradients/activations.ts";
import { BATCH_NORM_GRADIENTS } from "./gradients/batch_norm.ts";
import { BROADCAST_GRADIENTS } from "./gradients/broadcasts.ts";
import { CONVOLUTION_GRADIENTS } from "./gradients/convolutions.ts";
import { POOLING_GRADIENTS } from "./gradients/pooling.ts";
import { REDUCTION_GRADIENTS } from "./gradients/reductions.ts";
import { SHAPE_GRADIENTS } from "./gradients/shapes.ts";
import { STRIDED_SLICE_GRADIENTS } from "./gradients/strided_slice.ts";
import { correctTape } from "./gradients/tape.ts";

let registered = false;

/**
 * Makes gradients that can be differentiated again, for every operation that the layers and losses of GANs use.
 *
 * TensorFlow.js lacks some and has others silently wrong; gradient penalties are gradients of gradients.
 */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  correctTape();
  const gradients = [
    ...ACTIVATION_GRADIENTS,
    ...BATCH_NORM_GRADIENTS,
    ...BROADCAST_GRADIENTS,
    ...CONVOLUTION_GRADIENTS,
    ...POOLING_GRADIENTS,
    ...REDUCTION_GRADIENTS,
    ...SHAPE_GRADIENTS,
    ...STRIDED_SLICE_GRADIENTS,
  ];
  gradients.forEach(tf.registerGradient);
}
