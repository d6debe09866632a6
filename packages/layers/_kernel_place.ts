import type { Layer, Tensor } from "@forger/core";

/** The variable of a layer that holds its kernel: TensorFlow.js reads it anew at every call of the layer. */
export interface KernelVariable {
  read(): Tensor;
}

/** The property that holds a layer's kernel, and the kernel's axis of outputs, counted from the last one as 1. */
interface KernelPlace {
  readonly property: "kernel" | "embeddings";
  readonly outputAxisFromEnd: 1 | 2;
}

const LAST: KernelPlace = { property: "kernel", outputAxisFromEnd: 1 };
const BEFORE_INPUTS: KernelPlace = { property: "kernel", outputAxisFromEnd: 2 };

/** By the layers' class names. */
const PLACES: ReadonlyMap<string, KernelPlace> = new Map([
  ["Dense", LAST],
  ["Conv1D", LAST],
  ["Conv2D", LAST],
  ["Conv3D", LAST],
  ["Conv2DTranspose", BEFORE_INPUTS],
  ["Conv3DTranspose", BEFORE_INPUTS],
  ["Embedding", { property: "embeddings", outputAxisFromEnd: 1 }],
  ["Projection", LAST],
]);

/** The class names of layers with one kernel. */
export const LAYERS_WITH_KERNEL: readonly string[] = [...PLACES.keys()];

/** Where a layer keeps its kernel, if it is of a class that has one; the variable is there once the layer is built. */
export function kernelPlace(layer: Layer): KernelPlace & { readonly variable?: KernelVariable } | undefined {
  const place = PLACES.get(layer.getClassName());
  if (!place) return undefined;
  const variable = (layer as unknown as Partial<Record<string, KernelVariable | null>>)[place.property];
  return { ...place, ...variable && { variable } };
}
