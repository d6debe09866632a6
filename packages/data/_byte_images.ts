import { type Shape, type Tensor, uploadBytes } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkIndices } from "./_check_indices.ts";
import { checkKept } from "./_check_kept.ts";
import type { Source } from "./source.ts";

/** What {@linkcode byteImages} needs. */
export interface ByteImagesOptions {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly shape: Shape;
  /** What 0 and 255 become. */
  readonly range: readonly [low: number, high: number];
  readonly labels?: Int32Array;
  readonly classes?: readonly string[];
}

/** Images that stay bytes on the device; a batch is converted when it is gathered. */
export function byteImages({ name, bytes, shape, range, classes, ...given }: ByteImagesOptions): Source {
  const size = bytes.length / shape.reduce((product, length) => product * length, 1);
  const [low, high] = range;
  const pixels = uploadBytes(bytes, [size, ...shape]);
  let isDisposed = false;
  const labels = given.labels && tf.tensor1d(given.labels, "int32");
  return {
    name,
    size,
    shape,
    range,
    classes,
    gather(indices) {
      checkIndices(indices, name);
      checkKept(isDisposed, name);
      return tf.tidy(() => pixels.gather(indices).div(255).mul(high - low).add(low));
    },
    ...labels && {
      gatherLabels(indices: Tensor): Tensor {
        checkIndices(indices, name);
        checkKept(isDisposed, name);
        return tf.gather(labels, indices);
      },
    },
    dispose() {
      isDisposed = true;
      pixels.dispose();
      labels?.dispose();
    },
  };
}
