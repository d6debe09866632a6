import * as tf from "@tensorflow/tfjs";
import type { CompileDecision, Tensor, Variable } from "@forger/core";
import type { JsonValue, PluginState } from "./plugin_state.ts";
import type { PendingLogs } from "./report_buffers.ts";

/** A tensor's values on the host. */
export interface StoredTensor {
  /** The type of its values. */
  readonly dtype: Tensor["dtype"];
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its values, row by row. */
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A plugin's state on the host. */
export type StoredState = Readonly<Record<string, JsonValue | StoredTensor>>;

/** All that a run depends on, on the host: from it, training goes on to the same bits. */
export interface RunState {
  /** Steps done. */
  readonly step: number;
  /** Real images taken from the data, which says where the next batch begins. */
  readonly rowsSeen: number;
  /** Weights of both networks and the optimizers' slots, by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** What each plugin's `saveState` gave, by its name. */
  readonly plugins: Readonly<Record<string, StoredState>>;
  /** How the steps are run, where that is decided: another way may give other bits. */
  readonly compile: CompileDecision["mode"] | undefined;
  /** What plugins have not heard of yet; it counts where another process goes on. */
  readonly pending: PendingLogs;
}

/** Copies a tensor's values to the host. */
function storeTensor(tensor: Tensor): StoredTensor {
  const { dtype, shape } = tensor;
  return { dtype, shape: [...shape], values: (tensor.dataSync() as Float32Array).slice() };
}

/** Copies variables' values to the host. */
export function storeVariables(variables: Readonly<Record<string, Variable>>): Record<string, StoredTensor> {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, storeTensor(variable)]));
}

/** Gives variables the values that they had. */
export function restoreVariables(
  variables: Readonly<Record<string, Variable>>,
  stored: Readonly<Record<string, StoredTensor>>,
): void {
  for (const [name, variable] of Object.entries(variables)) {
    const tensor = stored[name];
    if (!tensor) throw new Error(`Cannot restore state as it must hold every variable: "${name}" is missing`);
    if (tensor.dtype !== variable.dtype || String(tensor.shape) !== String(variable.shape)) {
      throw new TypeError(
        `Cannot restore state as variable "${name}" must be as it was: expected ${variable.dtype} [${variable.shape}], received ${tensor.dtype} [${tensor.shape}]`,
      );
    }
    tf.tidy(() => variable.assign(toTensor(tensor)));
  }
}

/**
 * Copies a plugin's state to the host; its tensors stay the plugin's.
 *
 * @throws {TypeError} If a checkpoint cannot hold it: it would come back as another value, or not at all.
 */
export function storeState(state: PluginState): StoredState {
  if (!isPlainObject(state)) {
    throw new TypeError(`its state must be an object of named values: current type is ${typeName(state)}`);
  }
  for (const [name, value] of Object.entries(state)) {
    if (value !== undefined && !(value instanceof tf.Tensor)) checkJson(value, `"${name}"`);
  }
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, value instanceof tf.Tensor ? storeTensor(value) : value]),
  );
}

/** Makes tensors of a plugin's state again; call it in a scope that frees them. */
export function loadState(stored: StoredState): PluginState {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [name, isStoredTensor(value) ? toTensor(value) : value]),
  );
}

/** What is undefined in an object is not written, and so comes back as undefined. */
function checkJson(value: unknown, place: string): void {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return;
  if (Array.isArray(value)) return value.forEach((item, index) => checkJson(item, `${place}[${index}]`));
  if (!isPlainObject(value)) {
    throw new TypeError(
      `its state ${place} must be a tensor by itself, or a text, number, boolean or null, or lists and plain objects of these: current type is ${
        typeName(value)
      }`,
    );
  }
  for (const [name, item] of Object.entries(value)) if (item !== undefined) checkJson(item, `${place}.${name}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.constructor.name : typeof value;
}

function isStoredTensor(value: JsonValue | StoredTensor): value is StoredTensor {
  return typeof value === "object" && value !== null && "values" in value && ArrayBuffer.isView(value.values);
}

function toTensor({ dtype, shape, values }: StoredTensor): Tensor {
  return tf.tensor(values.slice(), [...shape], dtype);
}
