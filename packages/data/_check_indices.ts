import type { Tensor } from "@forger/core";

/** Checks what can be known of indices without reading them, which a compiled step could not. */
export function checkIndices(indices: Tensor, name: string): void {
  if (indices.dtype === "int32" && indices.rank === 1) return;
  throw new TypeError(
    `Cannot gather rows of ${name} as indices must be int32 [count]: current value is ${indices.dtype} [${indices.shape}]`,
  );
}
