import { type RandomStream, type Shape, stateVariable, type Tensor, type Variable } from "@forger/core";
import type { PluginState } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** Old images on the device, from which a compiled step takes some and into which it puts others. */
export class ReplayMemory {
  readonly #size: number;
  /** `[size, ...shape]`, filled from the first place on. */
  readonly #images: Variable;
  /** How many places hold an image. */
  readonly #filled: Variable;

  constructor(size: number, shape: Shape) {
    this.#size = size;
    this.#images = stateVariable(() => tf.zeros([size, ...shape]));
    this.#filled = stateVariable(() => tf.scalar(0, "int32"));
  }

  /** Gives as many old images as there are new ones, from random places, or the new ones while there are no old ones; keeps the new ones. */
  exchange(images: Tensor, random: RandomStream): Tensor {
    return tf.tidy(() => {
      const filled = this.#filled.toFloat();
      const taken = this.#take(images, filled, random);
      this.#put(images, filled, random);
      return taken;
    });
  }

  #take(images: Tensor, filled: Tensor, random: RandomStream): Tensor {
    const places = random.uniform([images.shape[0]!]).mul(filled).floor().toInt();
    return tf.where(filled.greater(0).reshape(images.shape.map(() => 1)), tf.gather(this.#images, places), images);
  }

  /** Writes images into consecutive places: the free ones first, from a random place on where none is free, past the end from the beginning. */
  #put(images: Tensor, filled: Tensor, random: RandomStream): void {
    const size = this.#size, count = images.shape[0]!;
    const start = tf.where(filled.less(size), filled, random.uniform([], 0, size).floor());
    const ahead = tf.range(0, size).sub(start);
    const offset = ahead.add(ahead.less(0).toFloat().mul(size)); // how many places each one lies after the start
    const written = tf.gather(images, offset.minimum(count - 1).toInt());
    const isNew = offset.less(count).reshape([size, ...images.shape.slice(1).fill(1)]);
    this.#images.assign(tf.where(isNew, written, this.#images));
    this.#filled.assign(filled.add(count).minimum(size).toInt());
  }

  /** What it holds; the tensors stay its own. */
  get state(): PluginState {
    return { images: this.#images, filled: this.#filled };
  }

  /** Takes back what {@linkcode state} gave. */
  restore({ images, filled }: PluginState): void {
    this.#images.assign(images as Tensor);
    this.#filled.assign(filled as Tensor);
  }

  /** Frees what is on the device. */
  dispose(): void {
    this.#images.dispose();
    this.#filled.dispose();
  }
}
