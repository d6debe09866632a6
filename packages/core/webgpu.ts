import * as tf from "@tensorflow/tfjs";
import { WebgpuBackend } from "./webgpu_backend.ts";
import { openWebgpuDevice } from "./webgpu_device.ts";
import { registerWebgpuKernels } from "./webgpu_kernels/register.ts";

/** The name of the device, once the backend is there. */
let device: string | undefined;

/**
 * Makes WebGPU the backend of TensorFlow.js.
 *
 * @returns What the device is called.
 * @throws {WebgpuError} If there is no device.
 */
export async function startWebgpu(): Promise<string> {
  if (device === undefined) {
    const opened = await openWebgpuDevice();
    registerWebgpuKernels();
    tf.removeBackend("webgpu"); // the stock one, which its package registered
    tf.registerBackend("webgpu", () => new WebgpuBackend(opened), 0);
    device = opened.name;
  }
  await tf.setBackend("webgpu");
  return device;
}
