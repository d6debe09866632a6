import "./node_compatibility.ts";
import * as tf from "@tensorflow/tfjs";
import { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import type { LibtensorflowBinding } from "./binding.ts";
import { DataType } from "./data_type.ts";
import { type OperationAttribute, type TensorMetadata, typeAttribute } from "./operation.ts";
import { activeRecorder, type StepRecorder } from "./recorder.ts";
import type { Tensor, Variable } from "./tensor.ts";

/** What TensorFlow.js calls the identity of a tensor's data; variables get a new one with every assignment. */
export type DataId = Tensor["dataId"];

/** What the TensorFlow.js backend remembers of a tensor; `id` is -1 while its values are not in a handle of their own. */
interface TensorRecord {
  id: number;
  values: unknown;
  readonly dtype: number;
}

/** The members of the kernels' backend that we call or override; its own types hide some of them. */
interface KernelsBackend extends tf.KernelBackend {
  readonly tensorMap: tf.DataStorage<TensorRecord>;
  write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId;
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(metadata: TensorMetadata): Tensor;
  readSync(dataId: DataId): tf.backend_util.BackendValues;
  disposeData(dataId: DataId, force?: boolean): boolean;
  refCount(dataId: DataId): number;
}

const KernelsBackend: new (binding: unknown, packageName: string) => KernelsBackend = NodeJSKernelBackend as never;

/**
 * The TensorFlow.js backend over libtensorflow, where a variable's value may live in a TensorFlow resource.
 *
 * A compiled step updates resources; the host sees a variable's new value when it asks for it and not before.
 */
export class TensorflowBackend extends KernelsBackend {
  readonly native: LibtensorflowBinding;
  /** By the numbers of tensors that the host may replace between calls: where to look for the current one. */
  readonly replaceable: Map<number, { readonly current: number }> = new Map();
  /** Data whose current values are held by a resource: the resource handle's number. */
  readonly #inResource = new Map<DataId, number>();

  constructor(native: LibtensorflowBinding) {
    super(native, "@tensorflow/tfjs-node-gpu");
    this.native = native;
  }

  /** The number of the tensor's handle; its values are on the device afterwards. */
  tensorId(tensor: tf.TensorInfo): number {
    return this.getInputTensorIds([tensor])[0]!;
  }

  /** Makes a TensorFlow.js tensor of what an operation gave. */
  tensorOf(metadata: TensorMetadata): Tensor {
    return this.createOutputTensor(metadata);
  }

  /** Runs an operation on TensorFlow.js tensors that gives one tensor. */
  run(name: string, attributes: readonly OperationAttribute[], inputs: readonly tf.TensorInfo[]): Tensor {
    const ids = inputs.map((input) => this.tensorId(input));
    return this.tensorOf(this.native.executeOp(name, attributes, ids, 1)[0]!);
  }

  /** A handle of its own on the tensor's values (no copy of them). */
  alias(tensor: tf.TensorInfo): TensorMetadata {
    return this.aliasOfId(this.tensorId(tensor));
  }

  /** A handle of its own on the values of the tensor with that number. */
  aliasOfId(id: number): TensorMetadata {
    return this.native.executeOp("Identity", [typeAttribute("T", this.native.dataType(id))], [id], 1)[0]!;
  }

  /** Says that from now on the values of `dataId` are those of a resource. */
  moveToResource(dataId: DataId, resourceId: number): void {
    const record = this.tensorMap.get(dataId);
    if (record.id >= 0) this.native.deleteTensor(record.id);
    record.id = -1;
    record.values = null;
    this.#inResource.set(dataId, resourceId);
  }

  #fetchFromResource(dataId: DataId): void {
    const resource = this.#inResource.get(dataId);
    if (resource === undefined) return;
    this.#inResource.delete(dataId);
    const record = this.tensorMap.get(dataId);
    record.id = this.native.executeOp("ReadVariableOp", [typeAttribute("dtype", record.dtype)], [resource], 1)[0]!.id;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const dataId = super.write(values, shape, dtype);
    activeRecorder()?.created(dataId);
    return dataId;
  }

  override getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[] {
    // an int64 scalar of the kernels has no data of its own
    if (this.#inResource.size > 0) {
      for (const tensor of tensors) if (tensor.dataId) this.#fetchFromResource(tensor.dataId);
    }
    const recorder = activeRecorder();
    if (recorder) {
      for (const { dataId } of tensors) {
        if (dataId && this.tensorMap.get(dataId).values !== null && !recorder.hasCreated(dataId)) {
          this.#uploadUnrecorded(recorder, dataId);
        }
      }
    }
    return super.getInputTensorIds(tensors);
  }

  /** Uploads what was made before the recording began: the step captures it by its handle, not as a constant. */
  #uploadUnrecorded(recorder: StepRecorder, dataId: DataId): void {
    recorder.pause(() => super.getInputTensorIds([{ dataId, shape: [], dtype: "float32" }]));
  }

  override readSync(dataId: DataId): tf.backend_util.BackendValues {
    this.#fetchFromResource(dataId);
    return super.readSync(dataId);
  }

  override disposeData(dataId: DataId, force?: boolean): boolean {
    const gone = super.disposeData(dataId, force);
    if (gone) this.#inResource.delete(dataId);
    return gone;
  }
}

/** The TensorFlow data type of a variable. */
export function variableDataType(variable: Variable): number {
  switch (variable.dtype) {
    case "float32":
      return DataType.float32;
    case "int32":
      return DataType.int32;
    case "bool":
      return DataType.bool;
    default:
      throw new TypeError(
        `Cannot use variable ${variable.name} in a compiled step as its type must be float32, int32 or bool: current value is ${variable.dtype}`,
      );
  }
}

/** The TensorFlow backend if it is the active one. */
export function activeTensorflowBackend(): TensorflowBackend | undefined {
  const backend = tf.getBackend() === "tensorflow" ? tf.backend() : undefined;
  return backend instanceof TensorflowBackend ? backend : undefined;
}
