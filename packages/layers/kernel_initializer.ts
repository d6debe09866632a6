import type { Tensor } from "@forger/core";

/** What a layer's kernel begins with: one of `tf.initializers`, with a seed where runs are to be repeated. */
export interface KernelInitializer {
  /** Draws the first values of a kernel. */
  apply(shape: number[], dtype?: "float32"): Tensor;
  /** Its class, by the name under which TensorFlow.js knows it. */
  getClassName(): string;
  /** Its settings, as they are saved. */
  // deno-lint-ignore no-explicit-any -- TensorFlow.js's own type of them has no public name
  getConfig(): Record<string, any>;
  /** Whether TensorFlow.js looks for custom classes when it loads one. */
  fromConfigUsesCustomObjects(): boolean;
}
