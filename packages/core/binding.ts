import { type ClusterTask, encodeServerDef, taskName } from "./collective_cluster.ts";
import { type ComputeSettings, encodeContextOptions } from "./context_options.ts";
import { DataType } from "./data_type.ts";
import { cString, type Libtensorflow, readCString } from "./libtensorflow.ts";
import { setAttribute } from "./operation_attributes.ts";
import { AttributeKind, type OperationAttribute, type OperationObserver, type TensorMetadata } from "./operation.ts";
import { readStrings, writeStrings } from "./string_tensor.ts";
import { byteLength, nativeBytes, toBytes, toHostValues } from "./tensor_bytes.ts";

type Handle = Deno.PointerObject;

/** More outputs than any operation or compiled step of ours has. */
const MOST_OUTPUTS = 1024;

/** TensorFlow's code of a failure that other processes caused (`TF_ABORTED`). */
const ABORTED = 10;

/** Rows of a graph function's inputs or outputs: node name and output index. */
export type GraphEndpoint = readonly [node: string, index: number];

/**
 * What the TensorFlow.js kernels of `@tensorflow/tfjs-node-gpu` need from native code, over libtensorflow's C API.
 *
 * Tensors are known by numbers that rise and are never used again.
 */
export class LibtensorflowBinding {
  readonly TF_FLOAT: number = DataType.float32;
  readonly TF_INT32: number = DataType.int32;
  readonly TF_INT64: number = DataType.int64;
  readonly TF_BOOL: number = DataType.bool;
  readonly TF_COMPLEX64: number = DataType.complex64;
  readonly TF_STRING: number = DataType.string;
  readonly TF_RESOURCE: number = DataType.resource;
  readonly TF_UINT8: number = DataType.uint8;
  readonly TF_ATTR_STRING: number = AttributeKind.string;
  readonly TF_ATTR_INT: number = AttributeKind.int;
  readonly TF_ATTR_FLOAT: number = AttributeKind.float;
  readonly TF_ATTR_BOOL: number = AttributeKind.bool;
  readonly TF_ATTR_TYPE: number = AttributeKind.type;
  readonly TF_ATTR_SHAPE: number = AttributeKind.shape;
  readonly TF_ATTR_RESOURCE: number = AttributeKind.resource;
  readonly TF_Version: string;

  /** Is told about every operation while a step is recorded. */
  observer: OperationObserver | undefined;

  readonly #library: Libtensorflow;
  readonly #context: Deno.PointerValue;
  readonly #handles = new Map<number, Handle>();
  readonly #gpu: string | undefined;
  readonly #outputs = new BigUint64Array(MOST_OUTPUTS);
  readonly #outputCount = new Int32Array(1);
  /** The names of the devices that TensorFlow found, for instance `/job:localhost/replica:0/task:0/device:CPU:0`. */
  readonly devices: readonly string[];
  #nextId = 1;

  /** @throws {Error} If TensorFlow's runtime does not start. */
  constructor(library: Libtensorflow, settings: ComputeSettings = {}) {
    this.#library = library;
    this.TF_Version = library.version;
    const { symbols, status } = library;
    const options = symbols.TFE_NewContextOptions();
    const config = encodeContextOptions(settings);
    symbols.TFE_ContextOptionsSetConfig(options, config, BigInt(config.length), status);
    library.check("configure TensorFlow");
    this.#context = symbols.TFE_NewContext(options, status);
    library.check("start TensorFlow");
    symbols.TFE_DeleteContextOptions(options);
    const { cluster } = settings;
    if (cluster) {
      const server = encodeServerDef(cluster, config);
      symbols.TFE_EnableCollectiveOps(this.#context, server, BigInt(server.length), status);
      library.check(`listen for the other workers at ${cluster.tasks[cluster.own]!.address}, whose port must be free,`);
    }
    const devices = this.#listDevices();
    this.devices = devices.map(({ name }) => name);
    this.#gpu = devices.find(({ type }) => type === "GPU")?.name;
  }

  #listDevices(): { name: string; type: string }[] {
    const { symbols, status } = this.#library;
    const list = symbols.TFE_ContextListDevices(this.#context, status);
    this.#library.check("list devices");
    const devices = Array.from({ length: symbols.TF_DeviceListCount(list) }, (_, index) => ({
      name: readCString(symbols.TF_DeviceListName(list, index, status)),
      type: readCString(symbols.TF_DeviceListType(list, index, status)),
    }));
    symbols.TF_DeleteDeviceList(list);
    return devices;
  }

  /** The library that it calls. */
  get library(): Libtensorflow {
    return this.#library;
  }

  isUsingGpuDevice(): boolean {
    return this.#gpu !== undefined;
  }

  /** How many tensors are held on the device. */
  getNumOfTensors(): number {
    return this.#handles.size;
  }

  /** The number that the next tensor will get: tensors with smaller numbers exist already. */
  get nextTensorId(): number {
    return this.#nextId;
  }

  /** Copies values to the device in the form in which the TensorFlow.js kernels hold them. */
  createTensor(shape: readonly number[], dataType: number, values: ArrayLike<unknown>): number {
    if (dataType === DataType.string) return this.#register(this.#stringHandle(shape, values as ArrayLike<Uint8Array>));
    return this.createTensorFromBytes(shape, dataType, toBytes(shape, dataType, values));
  }

  /**
   * Copies raw bytes to the device.
   *
   * @throws {RangeError} If the number of bytes is not the shape's.
   */
  createTensorFromBytes(shape: readonly number[], dataType: number, bytes: Uint8Array): number {
    const { symbols, status } = this.#library;
    const length = byteLength(shape, dataType);
    if (bytes.length !== length) {
      throw new RangeError(
        `Cannot create tensor as bytes must have the length of shape [${shape}], ${length}: current value is ${bytes.length}`,
      );
    }
    const tensor = symbols.TF_AllocateTensor(dataType, BigInt64Array.from(shape, BigInt), shape.length, BigInt(length));
    if (tensor === null) {
      throw new Error(`Cannot create tensor as memory must be left: shape [${shape}] takes ${length} bytes`);
    }
    if (length > 0) nativeBytes(symbols.TF_TensorData(tensor), length).set(bytes);
    let handle = symbols.TFE_NewTensorHandle(tensor, status);
    symbols.TF_DeleteTensor(tensor);
    this.#library.check("create tensor");
    // TensorFlow keeps int32 on the host even where there is a GPU
    if (this.#gpu && dataType !== DataType.int32) {
      const onHost = handle;
      handle = symbols.TFE_TensorHandleCopyToDevice(onHost, this.#context, cString(this.#gpu), status);
      symbols.TFE_DeleteTensorHandle(onHost);
      this.#library.check("copy tensor to the GPU");
    }
    const id = this.#register(handle!);
    this.observer?.upload(id, dataType, shape, bytes);
    return id;
  }

  #stringHandle(shape: readonly number[], values: ArrayLike<Uint8Array>): Handle {
    const tensor = writeStrings(this.#library, shape, values);
    const handle = this.#library.symbols.TFE_NewTensorHandle(tensor, this.#library.status);
    this.#library.symbols.TF_DeleteTensor(tensor);
    this.#library.check("create string tensor");
    return handle!;
  }

  #register(handle: Handle): number {
    const id = this.#nextId++;
    this.#handles.set(id, handle);
    return id;
  }

  #handle(id: number): Handle {
    const handle = this.#handles.get(id);
    if (!handle) throw new Error(`Cannot use tensor as it must not be disposed: its number is ${id}`);
    return handle;
  }

  deleteTensor(id: number): void {
    const handle = this.#handles.get(id);
    if (!handle) return;
    this.observer?.delete(id);
    this.#library.symbols.TFE_DeleteTensorHandle(handle);
    this.#handles.delete(id);
  }

  /** Copies a tensor's values to the host (waits for the device). */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array | Uint8Array[] | BigInt64Array {
    this.observer?.read(id);
    const { symbols, status } = this.#library;
    const dataType = this.dataType(id);
    if (dataType === DataType.resource) {
      throw new TypeError("Cannot read tensor as it must hold values: it is a resource handle");
    }
    const tensor = symbols.TFE_TensorHandleResolve(this.#handle(id), status);
    this.#library.check("read tensor");
    try {
      if (dataType === DataType.string) return readStrings(this.#library, tensor);
      const length = Number(symbols.TF_TensorByteSize(tensor));
      const bytes = new Uint8Array(length);
      if (length > 0) bytes.set(nativeBytes(symbols.TF_TensorData(tensor), length));
      return toHostValues(bytes, dataType);
    } finally {
      symbols.TF_DeleteTensor(tensor);
    }
  }

  dataType(id: number): number {
    return this.#library.symbols.TFE_TensorHandleDataType(this.#handle(id));
  }

  shape(id: number): number[] {
    const { symbols, status } = this.#library;
    const handle = this.#handle(id);
    const rank = symbols.TFE_TensorHandleNumDims(handle, status);
    this.#library.check("read a tensor's shape");
    return Array.from({ length: rank }, (_, axis) => Number(symbols.TFE_TensorHandleDim(handle, axis, status)));
  }

  /**
   * Runs one TensorFlow operation now.
   *
   * @throws {Error} If TensorFlow refuses it; the message names the operation.
   */
  executeOp(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    const operation = this.#newOperation(name, attributes, inputs);
    this.#outputCount[0] = outputCount;
    this.#library.symbols.TFE_Execute(operation, this.#outputs, this.#outputCount, this.#library.status);
    this.#library.symbols.TFE_DeleteOp(operation);
    this.#library.check(`run operation ${name}`);
    const outputs = this.#takeOutputs(this.#outputs, this.#outputCount[0]);
    this.observer?.operation(name, attributes, inputs, outputs);
    return outputs;
  }

  /**
   * Runs one operation, usually a compiled function, on another thread, so that the event loop lives on.
   *
   * @param device The device that runs it. @default {as TensorFlow decides}
   */
  async executeInBackground(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputCount: number,
    device?: string,
  ): Promise<TensorMetadata[]> {
    const { symbols } = this.#library;
    const operation = this.#newOperation(name, attributes, inputs);
    if (device !== undefined) symbols.TFE_OpSetDevice(operation, cString(device), this.#library.status);
    const outputs = new BigUint64Array(outputCount), count = Int32Array.of(outputCount);
    const status = symbols.TF_NewStatus(); // its own: the event loop may run other operations meanwhile
    await symbols.TFE_ExecuteInBackground(operation, outputs, count, status);
    symbols.TFE_DeleteOp(operation);
    const failed = symbols.TF_GetCode(status) !== 0;
    const message = failed ? readCString(symbols.TF_Message(status)) : "";
    symbols.TF_DeleteStatus(status);
    if (failed) throw new Error(`Cannot run ${name} as TensorFlow refused: ${message}`);
    return this.#takeOutputs(outputs, count[0]!);
  }

  /** Lets all collective operations fail, now and from now on, with this reason; those of other processes that wait for it, too. */
  abortCollectives(reason: string): void {
    const { symbols } = this.#library, status = symbols.TF_NewStatus();
    symbols.TF_SetStatus(status, ABORTED, cString(reason));
    symbols.TFE_AbortCollectiveOps(this.#context, status);
    symbols.TF_DeleteStatus(status);
  }

  /** Why another process of the cluster does not answer within so many milliseconds; undefined where it does. */
  async silence(task: ClusterTask, milliseconds: number): Promise<string | undefined> {
    const { symbols } = this.#library, status = symbols.TF_NewStatus();
    const name = cString(taskName(task));
    await symbols.TFE_CollectiveOpsCheckPeerHealth(this.#context, name, BigInt(milliseconds), status);
    const message = symbols.TF_GetCode(status) === 0 ? undefined : readCString(symbols.TF_Message(status));
    symbols.TF_DeleteStatus(status);
    return message;
  }

  #newOperation(name: string, attributes: readonly OperationAttribute[], inputs: readonly number[]): Deno.PointerValue {
    const { symbols, status } = this.#library;
    const operation = symbols.TFE_NewOp(this.#context, cString(name), status);
    this.#library.check(`create operation ${name}`);
    try {
      for (const attribute of attributes) setAttribute(this.#library, operation, name, attribute);
      for (const input of inputs) symbols.TFE_OpAddInput(operation, this.#handle(input), status);
      this.#library.check(`pass inputs to operation ${name}`);
    } catch (error) {
      symbols.TFE_DeleteOp(operation);
      throw error;
    }
    return operation;
  }

  #takeOutputs(pointers: BigUint64Array, count: number): TensorMetadata[] {
    const outputs = new Array<TensorMetadata>(count);
    for (let index = 0; index < count; index++) {
      const id = this.#register(Deno.UnsafePointer.create(pointers[index]!)!);
      outputs[index] = { id, shape: this.shape(id), dtype: this.dataType(id) };
    }
    return outputs;
  }

  /**
   * Adds a graph to the context as a function that {@linkcode executeOp} can then call by its name.
   *
   * @param graphDef The bytes of a GraphDef.
   */
  addFunction(
    name: string,
    graphDef: Uint8Array<ArrayBuffer>,
    inputs: readonly GraphEndpoint[],
    outputs: readonly GraphEndpoint[],
  ): void {
    const { symbols, status } = this.#library;
    const graph = symbols.TF_NewGraph(), options = symbols.TF_NewImportGraphDefOptions();
    const buffer = symbols.TF_NewBufferFromString(graphDef, BigInt(graphDef.length));
    try {
      symbols.TF_GraphImportGraphDef(graph, buffer, options, status);
      this.#library.check(`import graph ${name}`);
      const endpoints = (list: readonly GraphEndpoint[]) => this.#packEndpoints(graph, list);
      const definition = symbols.TF_GraphToFunction(
        graph,
        cString(name),
        0,
        -1,
        null,
        inputs.length,
        endpoints(inputs),
        outputs.length,
        endpoints(outputs),
        null,
        null,
        null,
        status,
      );
      this.#library.check(`make function ${name}`);
      symbols.TFE_ContextAddFunction(this.#context, definition, status);
      symbols.TF_DeleteFunction(definition);
      this.#library.check(`add function ${name}`);
    } finally {
      symbols.TF_DeleteBuffer(buffer);
      symbols.TF_DeleteImportGraphDefOptions(options);
      symbols.TF_DeleteGraph(graph);
    }
  }

  /** Takes a function out of the context again. */
  removeFunction(name: string): void {
    this.#library.symbols.TFE_ContextRemoveFunction(this.#context, cString(name), this.#library.status);
    this.#library.check(`remove function ${name}`);
  }

  /** An array of TF_Output: a pointer and an index, 16 bytes each. */
  #packEndpoints(graph: Deno.PointerValue, endpoints: readonly GraphEndpoint[]): Uint8Array<ArrayBuffer> {
    const view = new DataView(new ArrayBuffer(16 * endpoints.length));
    endpoints.forEach(([node, index], position) => {
      const operation = this.#library.symbols.TF_GraphOperationByName(graph, cString(node));
      if (operation === null) throw new Error(`Cannot make function as the graph must hold node ${node}`);
      view.setBigUint64(16 * position, Deno.UnsafePointer.value(operation), true);
      view.setInt32(16 * position + 8, index, true);
    });
    return new Uint8Array(view.buffer);
  }

  loadSavedModel(): never {
    throw new Error("Cannot load SavedModel as Forger reads TensorFlow.js layers models only");
  }

  deleteSavedModel(): never {
    return this.loadSavedModel();
  }

  runSavedModel(): never {
    return this.loadSavedModel();
  }

  getNumOfSavedModels(): number {
    return 0;
  }
}
