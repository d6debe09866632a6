import type { RunState } from "@forger/trainers";

/** The name of a tensor with a value that is not a finite number; undefined where all are. */
export function notFiniteTensor(tensors: RunState["tensors"]): string | undefined {
  return Object.keys(tensors).find((name) => {
    let sum = 0;
    for (const value of tensors[name]!.values) sum += 0 * value; // many times as fast as asking each one
    return sum !== 0;
  });
}
