import * as tf from "@tensorflow/tfjs";
import { DataType } from "./data_type.ts";
import { runKernel } from "./kernels/run_kernel.ts";
import { intAttribute, type OperationAttribute, type TensorMetadata, typeAttribute } from "./operation.ts";
import { type PhiloxKey, philoxWords } from "./philox.ts";
import { elementCount } from "./tensor_bytes.ts";
import type { Tensor } from "./tensor.ts";
import { activeTensorflowBackend, type TensorflowBackend } from "./tensorflow_backend.ts";

/** Of the 32 bits 23 are kept: a float32 holds them and half a unit more exactly. */
const DROPPED_BITS = 9;

const PHILOX = 1;

/** Words that the generator makes of one value of its counter. */
const WORDS = 4;

/**
 * The upper 23 bits of consecutive Philox words, as float32 integers from 0 to 2^23 - 1.
 *
 * The counter's low half counts the words and its high half is the step, so that steps never overlap.
 *
 * @param step An int32 scalar.
 * @param first How many words are passed over: those of the workers before this one.
 */
export function philoxBits(key: PhiloxKey, step: Tensor, shape: number[], first = 0): Tensor {
  const passed = tf.getBackend() === "webgpu" ? first : first % WORDS, blocks = (first - passed) / WORDS;
  if (passed > 0) { // the generators begin with whole blocks, and WebGPU's with the first one
    const count = elementCount(shape);
    return tf.tidy(() =>
      philoxBits(key, step, [passed + count], first - passed).slice([passed], [count]).reshape(shape)
    );
  }
  const backend = activeTensorflowBackend();
  if (backend) return nativeBits(backend, key, step, { shape, blocks });
  if (tf.getBackend() === "webgpu") return runKernel("PhiloxBits", { step }, { key, shape, dropped: DROPPED_BITS });
  return hostBits(key, step, { shape, blocks });
}

/** Which words are wanted. */
interface Words {
  readonly shape: number[];
  /** How many values of the counter are passed over. */
  readonly blocks: number;
}

function hostBits(key: PhiloxKey, step: Tensor, { shape, blocks }: Words): Tensor {
  const count = elementCount(shape);
  const stepNumber = step.dataSync()[0]!;
  // the native counter's high word is the step as a 64-bit integer
  const counter = [blocks, Math.floor(blocks / 2 ** 32), stepNumber >>> 0, stepNumber < 0 ? 0xffffffff : 0] as const;
  const words = philoxWords(key, counter, count);
  return tf.tensor(Float32Array.from(words, (word) => word >>> DROPPED_BITS), shape);
}

function nativeBits(backend: TensorflowBackend, key: PhiloxKey, step: Tensor, { shape, blocks }: Words): Tensor {
  const { native } = backend;
  const made: number[] = [];
  const keep = (id: number) => {
    made.push(id);
    return id;
  };
  const run = (name: string, attributes: OperationAttribute[], inputs: number[]) =>
    native.executeOp(name, attributes, inputs, 1)[0]!;
  const constant = (dataType: number, length: number | undefined, bytes: ArrayBuffer) =>
    keep(native.createTensorFromBytes(length === undefined ? [] : [length], dataType, new Uint8Array(bytes)));
  try {
    const shapeId = constant(DataType.int32, shape.length, Int32Array.from(shape).buffer);
    const keyId = constant(DataType.uint64, 1, Uint32Array.of(...key).buffer);
    const low = constant(DataType.uint64, undefined, BigUint64Array.of(BigInt(blocks)).buffer);
    const algorithm = constant(DataType.int32, undefined, Int32Array.of(PHILOX).buffer);
    const high = keep(
      run("Cast", [typeAttribute("SrcT", DataType.int32), typeAttribute("DstT", DataType.uint64)], [
        backend.tensorId(step),
      ]).id,
    );
    const counter = keep(
      run("Pack", [typeAttribute("T", DataType.uint64), intAttribute("N", 2), intAttribute("axis", 0)], [low, high]).id,
    );
    const types = [typeAttribute("dtype", DataType.uint32), typeAttribute("Tshape", DataType.int32)];
    const words = keep(run("StatelessRandomUniformFullIntV2", types, [shapeId, keyId, counter, algorithm]).id);
    const dropped = constant(DataType.uint32, undefined, Uint32Array.of(DROPPED_BITS).buffer);
    const bits = keep(run("RightShift", [typeAttribute("T", DataType.uint32)], [words, dropped]).id);
    const floats: TensorMetadata = run("Cast", [
      typeAttribute("SrcT", DataType.uint32),
      typeAttribute("DstT", DataType.float32),
    ], [bits]);
    return backend.tensorOf(floats);
  } finally {
    for (const id of made) native.deleteTensor(id);
  }
}
