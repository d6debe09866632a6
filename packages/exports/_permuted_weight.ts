import type { Weight } from "./_network_writer.ts";

/** A weight with its axes in another order: `axes` says which of the old ones each new axis is. */
export function permutedWeight({ shape, values }: Weight, axes: readonly number[]): Weight {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1));
  const permuted = axes.map((axis) => shape[axis]!), steps = axes.map((axis) => strides[axis]!);
  const result = new Float32Array(values.length), place = permuted.map(() => 0);
  let from = 0;
  for (let index = 0; index < result.length; index++) {
    result[index] = values[from]!;
    for (let axis = permuted.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < permuted[axis]!) break;
      from -= steps[axis]! * permuted[axis]!;
      place[axis] = 0;
    }
  }
  return { shape: permuted, values: result };
}
