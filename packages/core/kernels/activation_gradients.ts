import type * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { floatAttribute, typeAttribute } from "../operation.ts";
import { plainKernel, tensorflowKernel } from "./kernel_of.ts";

const FLOAT = typeAttribute("T", DataType.float32);

/** Gradients of activations as one operation each: `dy` where `x` passes, else nothing or a share of it. */
export const ACTIVATION_GRADIENT_KERNELS: readonly tf.KernelConfig[] = [
  tensorflowKernel("ReluGrad", (backend, { dy, x }) => backend.run("ReluGrad", [FLOAT], [dy!, x!])),
  plainKernel("ReluGrad", ({ dy, x }) => dy!.mul(x!.greater(0))),
  tensorflowKernel("Relu6Grad", (backend, { dy, x }) => backend.run("Relu6Grad", [FLOAT], [dy!, x!])),
  plainKernel("Relu6Grad", ({ dy, x }) => dy!.mul(x!.greater(0)).mul(x!.less(6))),
  tensorflowKernel(
    "LeakyReluGrad",
    (backend, { dy, x }, { alpha }) =>
      backend.run("LeakyReluGrad", [FLOAT, floatAttribute("alpha", alpha as number)], [dy!, x!]),
  ),
  plainKernel("LeakyReluGrad", ({ dy, x }, { alpha }) => dy!.where(x!.greater(0), dy!.mul(alpha as number))),
];
