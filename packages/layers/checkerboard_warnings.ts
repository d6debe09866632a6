import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

const TRANSPOSED: ReadonlySet<string> = new Set(["Conv2DTranspose", "Conv3DTranspose"]);

/**
 * Finds the transposed convolutions of a generator that make checkerboards: those with a kernel that the stride does not
 * divide.
 *
 * There, neighbouring outputs see different numbers of inputs. The strided convolutions of a discriminator have the same
 * fault in their gradients, where it does less harm than in pictures: they are not reported.
 *
 * @param network A generator; networks and layers within others count as well.
 * @returns A sentence for each such layer, with the remedy; none where all is well.
 * @see Deconvolution and checkerboard artifacts. Odena, Dumoulin, Olah, 2016, https://distill.pub/2016/deconv-checkerboard/
 *
 * @example
 * ```ts
 * import { checkerboardWarnings, dcgan } from "@forger/layers";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const uneven = tf.layers.conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, inputShape: [4, 4, 1], name: "uneven" });
 * const [warning] = checkerboardWarnings(tf.sequential({ layers: [uneven] }));
 * assertStringIncludes(warning!, "uneven has a kernel of 5 x 5, which its stride of 2 x 2 does not divide");
 * assertEquals(checkerboardWarnings(dcgan({ image: [8, 8, 1] }).generator), []);
 * ```
 */
export function checkerboardWarnings(network: LayersModel): string[] {
  return innermost(network).filter((layer) => TRANSPOSED.has(layer.getClassName())).flatMap((layer) => {
    const { kernelSize, strides } = layer.getConfig() as { kernelSize: number[]; strides: number[] };
    if (kernelSize.every((length, axis) => length % strides[axis]! === 0)) return [];
    const divisible = kernelSize.map((length, axis) => Math.ceil(length / strides[axis]!) * strides[axis]!);
    return [
      `${layer.name} has a kernel of ${kernelSize.join(" x ")}, which its stride of ${
        strides.join(" x ")
      } does not divide: neighbouring pixels see unevenly many inputs, which shows as a checkerboard. Take a kernel of ${
        divisible.join(" x ")
      }, or upsample() and a convolution of stride 1; see https://distill.pub/2016/deconv-checkerboard/`,
    ];
  });
}

/** The layers of networks and of wrappers, in place of those. */
function innermost(layer: Layer): Layer[] {
  if (layer instanceof tf.LayersModel) return layer.layers.flatMap(innermost);
  const { layer: wrapped } = layer as { layer?: unknown };
  return wrapped instanceof tf.layers.Layer ? innermost(wrapped) : [layer];
}
