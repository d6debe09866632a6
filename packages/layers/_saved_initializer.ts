import * as tf from "@tensorflow/tfjs";
import type { KernelInitializer } from "./kernel_initializer.ts";

/** What a layer's config says of an initializer. */
export interface SavedInitializer {
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
}

/** For a layer's config. */
export function savedInitializer(initializer: KernelInitializer): SavedInitializer & tf.serialization.ConfigDict {
  return { className: initializer.getClassName(), config: initializer.getConfig() };
}

/**
 * The initializer itself, also where a layer is made from its config.
 *
 * @throws {TypeError} If the config names a class that is not registered.
 */
export function restoredInitializer(initializer: KernelInitializer | SavedInitializer): KernelInitializer {
  if (initializer instanceof tf.serialization.Serializable) return initializer as KernelInitializer;
  const { className, config } = initializer as SavedInitializer;
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (!registered) {
    throw new TypeError(`Cannot load initializer as its class must be registered: current value is ${className}`);
  }
  const [initializerClass, fromConfig] = registered;
  return fromConfig(initializerClass, config) as KernelInitializer;
}
