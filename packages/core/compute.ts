import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js";
import { LibtensorflowBinding } from "./binding.ts";
import { CollectiveGroup, type CollectiveGroupOptions } from "./collective_group.ts";
import type { ComputeSettings } from "./context_options.ts";
import { registerGradients } from "./gradients.ts";
import { registerKernels } from "./kernels/mod.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { type Libtensorflow, openLibtensorflow } from "./libtensorflow.ts";
import { findLibtensorflow } from "./locate.ts";
import type { DownloadProgress } from "./progress_line.ts";
import { TensorflowBackend } from "./tensorflow_backend.ts";
import { WebgpuError } from "./webgpu_error.ts";

/** What computes: libtensorflow, a GPU by WebGPU, or TensorFlow.js's plain JavaScript as the last resort. */
export type BackendName = "tensorflow" | "webgpu" | "cpu";

/** Options of {@linkcode startCompute}. */
export interface ComputeOptions extends ComputeSettings {
  /** `"auto"` takes libtensorflow and falls back to `"cpu"` where there is none. @default {"auto"} */
  readonly backend?: BackendName | "auto";
  /** How the workers of a cluster wait for each other. */
  readonly collective?: CollectiveGroupOptions;
  /** Is told how far a download of libtensorflow is. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** The backend that was started. */
export interface Compute {
  /** What computes. */
  readonly backend: BackendName;
  /** Where the tensors live, for instance `"CPU"` or `"GPU:0"`; for `webgpu` what the GPU is called. */
  readonly device: string;
  /** The version of libtensorflow, or of TensorFlow.js for `webgpu` and `cpu`. */
  readonly version: string;
  /** Why it is `cpu` although libtensorflow was wanted. */
  readonly reason?: string;
  /** The processes with which this one trains; undefined where it trains alone. */
  readonly group?: CollectiveGroup;
}

let started: Compute | undefined;

/** The start before, whatever came of it: one at a time, else TensorFlow's runtime would be made twice. */
let latest: Promise<unknown> = Promise.resolve();

/**
 * Starts the backend that all of Forger computes with, once per process.
 *
 * @returns What was started; a second call gives the same, whatever its options.
 * @throws {LibtensorflowError} If `backend` is `"tensorflow"` and libtensorflow cannot be had, or `webgpu` has started in
 * this process.
 * @throws {WebgpuError} If `backend` is `"webgpu"` and there is no GPU that WebGPU can use, or `tensorflow` has started in
 * this process.
 * @throws {RangeError} If the backend's name is unknown.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals((await startCompute({ backend: "cpu" })).backend, "cpu");
 * ```
 */
export async function startCompute(options: ComputeOptions = {}): Promise<Compute> {
  const start = latest.then(() => startOrReuse(options));
  latest = start.catch(() => {});
  return await start;
}

async function startOrReuse(options: ComputeOptions): Promise<Compute> {
  const { backend = "auto" } = options;
  if (!["auto", "tensorflow", "webgpu", "cpu"].includes(backend)) {
    throw new RangeError(
      `Cannot start compute as backend must be auto, tensorflow, webgpu or cpu: current value is ${backend}`,
    );
  }
  if (started && (backend === "auto" || backend === started.backend)) return started;
  if (options.cluster && backend !== "auto" && backend !== "tensorflow") {
    throw new RangeError(
      `Cannot start compute as backend must be tensorflow where several workers train together: current value is ${backend}`,
    );
  }
  registerKernels();
  registerGradients();
  if (backend === "cpu") return started = await startPlain();
  if (backend === "webgpu") {
    const refusal = mustBeAlone("webgpu", "tensorflow");
    if (refusal !== undefined) throw new WebgpuError(refusal, OTHER_PROCESS);
    const { startWebgpu } = await import("./webgpu.ts"); // its many kernels take a while to load
    return started = { backend, device: await startWebgpu(), version: tf.version.tfjs };
  }
  try {
    return started = await startTensorflow(options);
  } catch (error) {
    if (backend === "tensorflow" || options.cluster || !(error instanceof LibtensorflowError)) throw error;
    return started = await startPlain(error.message);
  }
}

async function startTensorflow(options: ComputeOptions): Promise<Compute> {
  if (!tf.findBackend("tensorflow")) {
    const refusal = mustBeAlone("tensorflow", "webgpu");
    if (refusal !== undefined) throw new LibtensorflowError(refusal, OTHER_PROCESS);
    const { libraryPath } = await findLibtensorflow({ onProgress: options.onProgress });
    const native = new LibtensorflowBinding(loadLibrary(libraryPath, options.verbose), options);
    tf.registerBackend("tensorflow", () => new TensorflowBackend(native), 3);
  }
  await tf.setBackend("tensorflow");
  const active = tf.backend() as TensorflowBackend, { native } = active;
  const gpu = native.devices.find((name) => name.includes("GPU"));
  return {
    backend: "tensorflow",
    device: gpu ? gpu.replace(/.*device:/, "") : "CPU",
    version: native.TF_Version,
    ...options.cluster && { group: new CollectiveGroup(active, options.cluster, options.collective) },
  };
}

/**
 * Mesa's drivers for WebGPU bring an LLVM of their own, beside which that of TensorFlow ends the process: at once where it
 * comes second, else when XLA compiles.
 */
function mustBeAlone(backend: BackendName, other: BackendName): string | undefined {
  if (!tf.findBackend(other)) return undefined;
  return `Cannot start the backend ${backend} as it must have a process of its own: ${other} has started in this one`;
}

const OTHER_PROCESS = "start another process for it";

function loadLibrary(libraryPath: string, verbose: boolean | undefined): Libtensorflow {
  try {
    return openLibtensorflow(libraryPath, verbose);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause; // a flag of Deno's is missing: no reason to go on more slowly
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = "run `deno task doctor`, or name another with FORGER_LIBTENSORFLOW";
    throw new LibtensorflowError(`Cannot load ${libraryPath}: ${reason}`, remedy, { cause });
  }
}

async function startPlain(reason?: string): Promise<Compute> {
  await tf.setBackend("cpu");
  // on its first use under Node the backend prints an advertisement for another one
  const underNode = tf.env().get("IS_NODE");
  tf.env().set("IS_NODE", false);
  tf.scalar(0).dispose();
  tf.env().set("IS_NODE", underNode);
  return { backend: "cpu", device: "CPU", version: tf.version.tfjs, ...reason ? { reason } : {} };
}
