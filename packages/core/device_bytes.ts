import * as tf from "@tensorflow/tfjs";
import { DataType } from "./data_type.ts";
import { runKernel } from "./kernels/run_kernel.ts";
import { intAttribute, typeAttribute } from "./operation.ts";
import { elementCount } from "./tensor_bytes.ts";
import type { Tensor } from "./tensor.ts";
import { activeTensorflowBackend, type TensorflowBackend } from "./tensorflow_backend.ts";

/** A table of bytes that stays on the device, one byte a value; a step takes rows of it by their numbers. */
export interface DeviceBytes {
  /** Rows first: `[rows, ...row]`. */
  readonly shape: readonly number[];
  /**
   * Puts other rows in the place of all these, as many or as few as they are; a compiled step sees them from its next call on.
   *
   * @throws {RangeError} If the bytes are no whole number of rows.
   */
  replace(bytes: Uint8Array): void;
  /**
   * The rows at `indices` (int32 `[count]`) as float32 `[count, ...row]` with values from 0 to 255; on `webgpu`, which
   * cannot refuse a row that does not exist, such a row is NaN.
   */
  gather(indices: Tensor): Tensor;
  /** Frees the table. */
  dispose(): void;
}

/**
 * Copies bytes to the device, where they stay bytes: a quarter of what float32 takes.
 *
 * @param shape Rows first: `[rows, ...row]`.
 * @throws {RangeError} If the number of bytes is not the shape's.
 *
 * @example
 * ```ts
 * import { startCompute, uploadBytes } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const table = uploadBytes(Uint8Array.of(0, 1, 254, 255), [2, 2]);
 * assertEquals(table.gather(tf.tensor1d([1], "int32")).dataSync(), Float32Array.of(254, 255));
 * ```
 */
export function uploadBytes(bytes: Uint8Array, shape: readonly number[]): DeviceBytes {
  const expected = elementCount(shape);
  if (bytes.length !== expected) {
    throw new RangeError(
      `Cannot upload bytes as their number must be that of shape [${shape}], ${expected}: current value is ${bytes.length}`,
    );
  }
  const backend = activeTensorflowBackend();
  if (backend) return nativeTable(backend, bytes, shape);
  return tf.getBackend() === "webgpu" ? webgpuTable(bytes, shape) : hostTable(bytes, shape);
}

/** The shape of a table of other bytes with rows of the same shape. */
function shapeOf(bytes: Uint8Array, row: readonly number[]): number[] {
  const rows = bytes.length / elementCount(row);
  if (Number.isInteger(rows)) return [rows, ...row];
  throw new RangeError(
    `Cannot replace bytes as their number must be a multiple of a row's, ${
      elementCount(row)
    } for [${row}]: current value is ${bytes.length}`,
  );
}

function nativeTable(backend: TensorflowBackend, bytes: Uint8Array, shape: readonly number[]): DeviceBytes {
  const { native, replaceable } = backend;
  const row = shape.slice(1);
  const handle = { current: native.createTensorFromBytes(shape, DataType.uint8, bytes) };
  replaceable.set(handle.current, handle);
  let rows = shape[0]!;
  const free = () => {
    replaceable.delete(handle.current);
    native.deleteTensor(handle.current);
  };
  const gatherTypes = [
    typeAttribute("Tparams", DataType.uint8),
    typeAttribute("Tindices", DataType.int32),
    typeAttribute("Taxis", DataType.int32),
    intAttribute("batch_dims", 0),
  ];
  const castTypes = [typeAttribute("SrcT", DataType.uint8), typeAttribute("DstT", DataType.float32)];
  return {
    get shape() {
      return [rows, ...row];
    },
    replace(others) {
      const next = shapeOf(others, row);
      free();
      handle.current = native.createTensorFromBytes(next, DataType.uint8, others);
      replaceable.set(handle.current, handle);
      rows = next[0]!;
    },
    gather(indices) {
      const axis = native.createTensor([], DataType.int32, Int32Array.of(0)); // a constant of the step, as XLA wants it
      const [rows] = native.executeOp("GatherV2", gatherTypes, [handle.current, backend.tensorId(indices), axis], 1);
      const [floats] = native.executeOp("Cast", castTypes, [rows!.id], 1);
      native.deleteTensor(rows!.id);
      native.deleteTensor(axis);
      return backend.tensorOf(floats!);
    },
    dispose: free,
  };
}

/** Four bytes lie in an int32 of a tensor. */
function webgpuTable(bytes: Uint8Array, [count, ...row]: readonly number[]): DeviceBytes {
  const upload = (values: Uint8Array): Tensor => {
    const padded = new Uint8Array(4 * Math.ceil(values.length / 4));
    padded.set(values);
    return tf.keep(tf.tensor1d(new Int32Array(padded.buffer), "int32"));
  };
  let words = upload(bytes), rows = count!;
  return {
    get shape() {
      return [rows, ...row];
    },
    replace(others) {
      rows = shapeOf(others, row)[0]!;
      words.dispose();
      words = upload(others);
    },
    gather: (indices) => runKernel("GatherBytes", { words, indices }, { row, rowCount: rows }),
    dispose: () => words.dispose(),
  };
}

function hostTable(given: Uint8Array, [count, ...row]: readonly number[]): DeviceBytes {
  const rowLength = elementCount(row);
  let bytes = given, rows = count!;
  return {
    get shape() {
      return [rows, ...row];
    },
    replace(others) {
      rows = shapeOf(others, row)[0]!;
      bytes = others.slice(); // the caller may use its array for something else
    },
    gather(indices) {
      const numbers = indices.dataSync();
      const values = new Float32Array(numbers.length * rowLength);
      numbers.forEach((index, position) => {
        if (index < 0 || index >= rows) {
          throw new RangeError(`Cannot gather rows as indices must be in [0, ${rows}): current value is ${index}`);
        }
        values.set(bytes.subarray(index * rowLength, (index + 1) * rowLength), position * rowLength);
      });
      return tf.tensor(values, [numbers.length, ...row]);
    },
    dispose() {},
  };
}
