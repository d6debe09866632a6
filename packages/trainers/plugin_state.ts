import type { Tensor } from "@forger/core";

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** What a plugin needs to go on where it was: numbers, texts and tensors by name. */
export type PluginState = Readonly<Record<string, JsonValue | Tensor>>;
