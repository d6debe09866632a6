import type { Layer, Tensor } from "@forger/core";
import { kernelPlace, LAYERS_WITH_KERNEL } from "./_kernel_place.ts";

/**
 * Runs a function while a layer computes with another kernel than its own.
 *
 * Gradients flow through the kernel that is given, so that one which is computed from the layer's own trains it. The
 * layer's variable is not touched, and may be trained, read and saved as ever.
 *
 * @param layer A dense layer, a convolution, a transposed convolution, an embedding or a projection that is built.
 * @param kernel What takes the kernel's place, of its shape.
 * @param run Applies the layer, or a network that contains it; it must not be asynchronous.
 * @returns What the function returns.
 * @throws {TypeError} If the layer has no kernel, or one of another shape.
 *
 * @example
 * ```ts
 * import { withKernel } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const layer = tf.layers.dense({ units: 1, inputShape: [2] });
 * tf.sequential({ layers: [layer] });
 * const output = withKernel(layer, tf.tensor2d([[3], [4]]), () => layer.apply(tf.ones([1, 2])) as tf.Tensor);
 * assertEquals(output.dataSync()[0], 7);
 * ```
 */
export function withKernel<Result>(layer: Layer, kernel: Tensor, run: () => Result): Result {
  const variable = kernelPlace(layer)?.variable;
  if (!variable) {
    throw new TypeError(
      `Cannot replace kernel as the layer must be built, and one of ${
        LAYERS_WITH_KERNEL.join(", ")
      }: current value is ${layer.name} (${layer.getClassName()})`,
    );
  }
  const current = variable.read();
  if (kernel.shape.join() !== current.shape.join()) {
    throw new TypeError(
      `Cannot replace kernel of ${layer.name} as it must keep its shape: expected [${current.shape}], received [${kernel.shape}]`,
    );
  }
  // a property of the variable's own shadows the method, also where another replacement is under way
  const replaced = Object.getOwnPropertyDescriptor(variable, "read");
  variable.read = () => kernel;
  try {
    return run();
  } finally {
    if (replaced) Object.defineProperty(variable, "read", replaced);
    else delete (variable as { read?: unknown }).read;
  }
}
