import * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { typeAttribute } from "../operation.ts";
import { plainKernel, tensorflowKernel } from "./kernel_of.ts";

/** Repeats a tensor along its axes of length 1. */
export const BROADCAST_KERNELS: readonly tf.KernelConfig[] = [
  tensorflowKernel(tf.BroadcastTo, (backend, { x }, { shape }) => {
    const target = tf.tensor1d(shape as number[], "int32");
    const types = [typeAttribute("T", DataType.float32), typeAttribute("Tidx", DataType.int32)];
    const result = backend.run("BroadcastTo", types, [x!, target]);
    target.dispose();
    return result;
  }),
  plainKernel(tf.BroadcastTo, ({ x }, { shape }) => x!.broadcastTo(shape as number[])),
];
