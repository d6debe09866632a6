import * as tf from "@tensorflow/tfjs";
import { asWebgpuBackend } from "../webgpu_backend.ts";

/**
 * Sums of more tensors than one shader may read: in groups, from the first to the last.
 *
 * Call it before it is registered, as it goes on from the kernel that it replaces.
 */
export function addNKernels(): tf.KernelConfig[] {
  const { kernelFunc } = tf.getKernel(tf.AddN, "webgpu");
  return [{
    kernelName: tf.AddN,
    backendName: "webgpu",
    kernelFunc: ({ inputs, backend }) => {
      const webgpu = asWebgpuBackend(backend), most = webgpu.mostInputs;
      const add = (summands: readonly tf.TensorInfo[]) =>
        kernelFunc({ inputs: summands as never, attrs: undefined, backend }) as tf.TensorInfo;
      const [first, ...rest] = inputs as unknown as tf.TensorInfo[];
      if (rest.length < most) return add([first!, ...rest]);
      let sum = first!;
      for (let begin = 0; begin < rest.length; begin += most - 1) {
        const next = add([sum, ...rest.slice(begin, begin + most - 1)]);
        if (sum !== first) webgpu.disposeData(sum.dataId);
        sum = next;
      }
      return sum;
    },
  }];
}
