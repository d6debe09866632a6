import * as tf from "@tensorflow/tfjs";
import { readSignatures, type Signature, type SignatureTensor } from "./_signature_def.ts";
import { DataType } from "./data_type.ts";
import { cString, type Libtensorflow } from "./libtensorflow.ts";
import type { Tensor } from "./tensor.ts";
import { byteLength, nativeBytes, toBytes, toHostValues } from "./tensor_bytes.ts";
import { activeTensorflowBackend } from "./tensorflow_backend.ts";

/** Options of {@linkcode loadSavedModel}. */
export interface SavedModelOptions {
  /** Which of its functions is called. @default {"serving_default"} */
  readonly signature?: string;
}

/** A TensorFlow SavedModel that is loaded. */
export interface SavedModel extends Disposable {
  /** The names of what it takes. */
  readonly inputs: readonly string[];
  /** The names of what it gives. */
  readonly outputs: readonly string[];
  /**
   * Calls it.
   *
   * @param inputs A float32 or int32 tensor for each of its inputs.
   * @returns A tensor for each of its outputs, for the caller to dispose.
   * @throws {TypeError} If an input is missing, not known or of another type.
   * @throws {Error} If TensorFlow refuses, for instance for an input's shape.
   */
  run(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor>;
}

const TAG = "serve";

const TYPES: ReadonlyMap<number, "float32" | "int32"> = new Map([
  [DataType.float32, "float32"],
  [DataType.int32, "int32"],
]);

/**
 * Loads a TensorFlow SavedModel, whichever program wrote it: a folder with `saved_model.pb`, and `variables/` where it has some.
 *
 * A SavedModel is a program: TensorFlow runs what it says. Load none of a stranger.
 *
 * @throws {Error} If libtensorflow is not the active backend, TensorFlow cannot load the folder, or it has no such
 * signature: the message names those that it has.
 * @throws {TypeError} If an input or output of the signature is neither float32 nor int32.
 * @see https://www.tensorflow.org/guide/saved_model
 *
 * @example
 * ```ts
 * import { loadSavedModel, startCompute } from "@forger/core";
 * import { assertThrows } from "@std/assert";
 *
 * await startCompute();
 * assertThrows(() => loadSavedModel("runs/none"), Error, "Cannot load SavedModel runs/none");
 * ```
 */
export function loadSavedModel(folder: string, options: SavedModelOptions = {}): SavedModel {
  const { signature: wanted = "serving_default" } = options, native = activeTensorflowBackend()?.native;
  if (!native) {
    throw new Error(
      `Cannot load SavedModel ${folder} as libtensorflow must compute: current backend is ${tf.getBackend()}`,
    );
  }
  const loaded = new LoadedSavedModel(native.library, folder);
  try {
    loaded.choose(wanted);
    return loaded;
  } catch (error) {
    loaded[Symbol.dispose]();
    throw error;
  }
}

class LoadedSavedModel implements SavedModel {
  readonly #library: Libtensorflow;
  readonly #folder: string;
  readonly #signatures: ReadonlyMap<string, Signature>;
  #graph: Deno.PointerValue;
  #session: Deno.PointerValue;
  #signature: Signature = { inputs: new Map(), outputs: new Map() };

  constructor(library: Libtensorflow, folder: string) {
    const { symbols, status } = library;
    this.#library = library;
    this.#folder = folder;
    this.#graph = symbols.TF_NewGraph();
    const sessionOptions = symbols.TF_NewSessionOptions(), metaGraph = symbols.TF_NewBuffer();
    const tags = pointers([Deno.UnsafePointer.of(cString(TAG))]), path = cString(folder);
    this.#session = symbols.TF_LoadSessionFromSavedModel(
      sessionOptions,
      null,
      path,
      tags,
      1,
      this.#graph,
      metaGraph,
      status,
    );
    symbols.TF_DeleteSessionOptions(sessionOptions);
    try {
      library.check(`load SavedModel ${folder}`);
      this.#signatures = readSignatures(bufferBytes(metaGraph));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    } finally {
      symbols.TF_DeleteBuffer(metaGraph);
    }
  }

  get inputs(): readonly string[] {
    return [...this.#signature.inputs.keys()].sort();
  }

  get outputs(): readonly string[] {
    return [...this.#signature.outputs.keys()].sort();
  }

  choose(name: string): void {
    const signature = this.#signatures.get(name);
    if (!signature) {
      throw new Error(
        `Cannot load SavedModel ${this.#folder} as it must have the signature ${name}: its signatures are ${
          [...this.#signatures.keys()].join(", ") || "none"
        }`,
      );
    }
    for (const [key, { dataType }] of [...signature.inputs, ...signature.outputs]) {
      if (TYPES.has(dataType)) continue;
      throw new TypeError(
        `Cannot load SavedModel ${this.#folder} as ${key} must be float32 or int32: current type is ${dataType} of TensorFlow`,
      );
    }
    this.#signature = signature;
  }

  run(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
    if (this.#session === null) throw new Error(`Cannot run SavedModel ${this.#folder} as it must not be disposed`);
    this.#checkInputs(inputs);
    const { symbols, status } = this.#library, signature = this.#signature;
    const fed = [...signature.inputs], fetched = [...signature.outputs];
    const given = fed.map(([name, { dataType }]) => this.#nativeTensor(inputs[name]!, dataType));
    const results = new BigUint64Array(fetched.length);
    try {
      symbols.TF_SessionRun(
        this.#session,
        null,
        this.#endpoints(fed),
        pointers(given),
        fed.length,
        this.#endpoints(fetched),
        results,
        fetched.length,
        null,
        0,
        null,
        status,
      );
    } finally {
      for (const tensor of given) symbols.TF_DeleteTensor(tensor);
    }
    this.#library.check(`run SavedModel ${this.#folder}`);
    const made = [...results].map((pointer) => this.#hostTensor(Deno.UnsafePointer.create(pointer)));
    return Object.fromEntries(fetched.map(([name], index) => [name, made[index]!]));
  }

  #checkInputs(inputs: Readonly<Record<string, Tensor>>): void {
    const { inputs: wanted } = this.#signature, given = Object.keys(inputs);
    if (given.length !== wanted.size || given.some((name) => !wanted.has(name))) {
      throw new TypeError(
        `Cannot run SavedModel ${this.#folder} as its inputs must be ${this.inputs.join(" and ")}: received ${
          given.join(" and ") || "none"
        }`,
      );
    }
    for (const [name, { dataType }] of wanted) {
      const { dtype } = inputs[name]!, expected = TYPES.get(dataType);
      if (dtype === expected) continue;
      throw new TypeError(
        `Cannot run SavedModel ${this.#folder} as ${name} must be of its type: expected ${expected}, received ${dtype}`,
      );
    }
  }

  #nativeTensor(tensor: Tensor, dataType: number): Deno.PointerValue {
    const { symbols } = this.#library, { shape } = tensor, length = byteLength(shape, dataType);
    const native = symbols.TF_AllocateTensor(dataType, BigInt64Array.from(shape, BigInt), shape.length, BigInt(length));
    if (native === null) {
      throw new Error(`Cannot run SavedModel as memory must be left: shape [${shape}] takes ${length} bytes`);
    }
    if (length > 0) nativeBytes(symbols.TF_TensorData(native), length).set(toBytes(shape, dataType, tensor.dataSync()));
    return native;
  }

  /** Copies a native tensor, and frees it. */
  #hostTensor(native: Deno.PointerValue): Tensor {
    const { symbols } = this.#library, dataType = symbols.TF_TensorType(native);
    const shape = Array.from({ length: symbols.TF_NumDims(native) }, (_, axis) => Number(symbols.TF_Dim(native, axis)));
    const bytes = new Uint8Array(byteLength(shape, dataType));
    if (bytes.length > 0) bytes.set(nativeBytes(symbols.TF_TensorData(native), bytes.length));
    symbols.TF_DeleteTensor(native);
    return tf.tensor(toHostValues(bytes, dataType) as Float32Array | Int32Array, shape, TYPES.get(dataType)!);
  }

  /** An array of TF_Output: a pointer and an index, 16 bytes each. */
  #endpoints(tensors: readonly (readonly [name: string, tensor: SignatureTensor])[]): Uint8Array<ArrayBuffer> {
    const view = new DataView(new ArrayBuffer(16 * tensors.length));
    tensors.forEach(([name, { index, node }], position) => {
      const operation = this.#library.symbols.TF_GraphOperationByName(this.#graph, cString(node));
      if (operation === null) {
        throw new Error(`Cannot run SavedModel ${this.#folder} as it must have the node of ${name}: ${node}`);
      }
      view.setBigUint64(16 * position, Deno.UnsafePointer.value(operation), true);
      view.setInt32(16 * position + 8, index, true);
    });
    return new Uint8Array(view.buffer);
  }

  [Symbol.dispose](): void {
    const { symbols, status } = this.#library;
    if (this.#session !== null) {
      symbols.TF_CloseSession(this.#session, status);
      symbols.TF_DeleteSession(this.#session, status);
    }
    if (this.#graph !== null) symbols.TF_DeleteGraph(this.#graph);
    this.#session = this.#graph = null;
  }
}

/** An array of C's pointers. */
function pointers(values: readonly Deno.PointerValue[]): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(values, (value) => Deno.UnsafePointer.value(value));
}

/** The bytes of a TF_Buffer: a pointer to them, then their number. */
function bufferBytes(buffer: Deno.PointerValue): Uint8Array {
  const view = new Deno.UnsafePointerView(buffer!), length = Number(view.getBigUint64(8));
  return length === 0 ? new Uint8Array(0) : nativeBytes(view.getPointer(0), length).slice();
}
