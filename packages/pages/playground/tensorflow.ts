import type * as tf from "@tensorflow/tfjs";

/** TensorFlow.js as a page's script finds it: a global of that name, with the WebAssembly backend once it is loaded. */
export type PageTensorflow = typeof tf & {
  readonly wasm?: { setWasmPaths(paths: Readonly<Record<string, string>>): void };
};

export type { tf };
