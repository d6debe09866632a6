import type { Layer, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkMaps } from "./_check_maps.ts";
import { onlyInput } from "./_only_input.ts";

/** Options of {@linkcode globalSumPooling}. */
export interface GlobalSumPoolingOptions {
  /** The layer's name. @default {one that counts up, other in each process} */
  readonly name?: string;
}

class GlobalSumPooling extends tf.layers.Layer {
  static className = "GlobalSumPooling";

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    checkMaps("pool maps", inputShape);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    checkMaps("pool maps", inputShape);
    const [batch, , , channels] = inputShape as tf.Shape;
    return [batch!, channels!];
  }

  override call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor {
    this.invokeCallHook(inputs, kwargs);
    return onlyInput(inputs).sum([1, 2]);
  }
}
tf.serialization.registerClass(GlobalSumPooling);

/**
 * A layer that sums each channel over all places of a map, as the projection discriminator does with its last features.
 *
 * The mean in its place would make logits smaller, which matters where the next layer is spectrally normalized.
 *
 * @returns A layer without weights from `[batch, height, width, channels]` to `[batch, channels]`.
 * @throws {TypeError} If it is built for inputs of another rank.
 * @see cGANs with projection discriminator. Miyato, Koyama, 2018, https://arxiv.org/abs/1802.05637
 *
 * @example
 * ```ts
 * import { globalSumPooling } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const map = tf.tensor4d([[[[1, 10], [2, 20]], [[3, 30], [4, 40]]]]);
 * assertEquals((globalSumPooling().apply(map) as tf.Tensor).arraySync(), [[10, 100]]);
 * ```
 */
export function globalSumPooling(options: GlobalSumPoolingOptions = {}): Layer {
  return new GlobalSumPooling({ ...options });
}
