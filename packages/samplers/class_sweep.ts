import type { Tensor } from "@forger/core";
import { checkCount } from "./_check_count.ts";

/** The same latents for every class, as {@linkcode classSweep} makes them. */
export interface ClassSweep {
  /** `[classes * count, latent]`, class after class; the caller disposes it. */
  readonly latents: Tensor;
  /** The class of each. */
  readonly labels: readonly number[];
  /** How many belong to each class: the columns of a grid with one row a class. */
  readonly columns: number;
}

/**
 * Repeats latents for every class, so that a grid shows in each row one class and in each column one latent: what the
 * class changes, and what it leaves.
 *
 * @param latents `[count, latent]`; stay the caller's.
 * @param classes How many classes there are, or the ones that are wanted.
 * @throws {RangeError} If the number of classes, or a class, is out of range.
 * @throws {TypeError} If `latents` has another shape, or there is no class.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { classSweep, fixedLatents, normalLatent } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * const { latents, labels } = classSweep(fixedLatents(normalLatent(8), 2, 1), 3);
 * assertEquals(latents.shape, [6, 8]);
 * assertEquals(labels, [0, 0, 1, 1, 2, 2]);
 * ```
 */
export function classSweep(latents: Tensor, classes: number | readonly number[]): ClassSweep {
  const action = "sweep classes";
  if (latents.rank !== 2 || latents.size === 0) {
    throw new TypeError(
      `Cannot ${action} as latents must be a table of them: expected [count, latent], received [${latents.shape}]`,
    );
  }
  if (typeof classes === "number") checkCount(action, "classes", classes);
  const wanted = typeof classes === "number" ? Array.from({ length: classes }, (_, label) => label) : classes;
  if (wanted.length === 0) throw new TypeError(`Cannot ${action} as there must be a class: received none`);
  const outside = wanted.find((label) => !(Number.isInteger(label) && label >= 0));
  if (outside !== undefined) {
    throw new RangeError(`Cannot ${action} as a class must be an integer of 0 or more: current value is ${outside}`);
  }
  const columns = latents.shape[0]!;
  return {
    latents: latents.tile([wanted.length, 1]),
    labels: wanted.flatMap((label) => Array<number>(columns).fill(label)),
    columns,
  };
}
