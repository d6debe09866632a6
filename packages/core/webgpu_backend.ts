import * as tf from "@tensorflow/tfjs";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { DataId } from "./tensorflow_backend.ts";
import type { WebgpuDevice } from "./webgpu_device.ts";
import type { WebgpuProgram } from "./webgpu_kernels/program.ts";

/** What TensorFlow.js remembers of a tensor on WebGPU: its values are on the host, on the device, or both. */
interface TensorRecord {
  readonly dtype: tf.DataType;
  readonly shape: readonly number[];
  values?: tf.backend_util.BackendValues | null;
  readonly resource?: GPUBuffer | null;
}

/** The members of the stock backend that we call or override; its own types hide some of them. */
interface StockBackend extends tf.KernelBackend {
  readonly tensorMap: tf.DataStorage<TensorRecord>;
  /** What is recorded and not yet submitted. */
  readonly commandEncoder: GPUCommandEncoder | null;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(dataId: DataId): void;
  read(dataId: DataId): Promise<tf.backend_util.BackendValues>;
  readSync(dataId: DataId): tf.backend_util.BackendValues;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: readonly tf.TensorInfo[],
    outputType: tf.DataType,
    uniforms?: readonly { readonly type: string; readonly data: readonly number[] }[],
  ): tf.TensorInfo;
}

const StockBackend: new (device: GPUDevice) => StockBackend = WebGPUBackend as never;

/**
 * The TensorFlow.js backend over WebGPU, as Deno has it.
 *
 * It differs from the stock one in what that leaves to a browser: values can be read at once, without a canvas; and what
 * the device refuses, of which WebGPU tells later and aside, is thrown when a value is read next.
 */
export class WebgpuBackend extends StockBackend {
  readonly #device: GPUDevice;
  readonly #name: string;
  #failure: Error | undefined;

  constructor({ device, name }: WebgpuDevice) {
    super(device);
    this.#device = device;
    this.#name = name;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.#fail((event as GPUUncapturedErrorEvent).error.message);
    });
    device.lost.then(({ reason, message }) => {
      if (reason !== "destroyed") this.#fail(`the device was lost, ${message}`);
    });
  }

  /** How many tensors one shader may read beside the one that it writes. */
  get mostInputs(): number {
    return this.#device.limits.maxStorageBuffersPerShaderStage - 1;
  }

  /** The first failure is the cause of those after it. */
  #fail(reason: string): void {
    this.#failure ??= new Error(`Cannot compute with WebGPU on ${this.#name}: ${reason}`);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  override uploadToGPU(dataId: DataId): void {
    const { dtype, resource, shape } = this.tensorMap.get(dataId);
    const bytes = tf.util.sizeFromShape([...shape]) * tf.util.bytesPerElement(dtype === "bool" ? "int32" : dtype);
    const most = this.#device.limits.maxStorageBufferBindingSize;
    if (!resource && bytes > most) {
      throw new RangeError(
        `Cannot compute with a tensor of shape [${shape}] on ${this.#name} as its bytes must be at most ${most}: ` +
          `current value is ${bytes}`,
      );
    }
    super.uploadToGPU(dataId);
  }

  override async read(dataId: DataId): Promise<tf.backend_util.BackendValues> {
    const values = await super.read(dataId);
    this.#throwFailure();
    return values;
  }

  override readSync(dataId: DataId): tf.backend_util.BackendValues {
    const record = this.tensorMap.get(dataId);
    if (!record.values && record.resource) {
      record.values = tf.util.convertBackendValuesAndArrayBuffer(this.#download(record.resource), record.dtype);
    }
    this.#throwFailure();
    return super.readSync(dataId);
  }

  /**
   * Copies a buffer to the host and waits for it: Deno waits for the device inside `mapAsync()` itself, so that the values are
   * there before its promise says so.
   */
  #download(buffer: GPUBuffer): ArrayBuffer {
    const { size } = buffer;
    // mapped once from the start, as asking for the range of a buffer that never was mapped ends the process
    const staging = this.#device.createBuffer({
      size,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
      mappedAtCreation: true,
    });
    staging.unmap();
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    this.commandEncoder!.copyBufferToBuffer(buffer, 0, staging, 0, size);
    this.submitQueue();
    const mapped = staging.mapAsync(GPUMapMode.READ);
    mapped.catch(() => {}); // what fails is thrown below
    try {
      return staging.getMappedRange().slice(0);
    } catch (cause) {
      this.#throwFailure();
      throw new Error(
        `Cannot read a tensor at once on ${this.#name} as Deno ${Deno.version.deno} must wait in mapAsync(): ` +
          "read it with data() or array() and await that",
        { cause },
      );
    } finally {
      staging.destroy();
    }
  }
}

/** The backend that runs kernels for `webgpu`. */
export function asWebgpuBackend(backend: unknown): WebgpuBackend {
  return backend as WebgpuBackend;
}
