import * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { intAttribute, typeAttribute } from "../operation.ts";
import { tensorflowKernel } from "./kernel_of.ts";

/** Gathers rows without reading the indices to the host, which a compiled step could not do; TensorFlow checks their range. */
export const GATHER_KERNELS: readonly tf.KernelConfig[] = [
  tensorflowKernel(tf.GatherV2, (backend, { x, indices }, { axis, batchDims }) => {
    const axisTensor = tf.scalar(axis as number, "int32");
    const attributes = [
      intAttribute("batch_dims", batchDims as number),
      typeAttribute("Tparams", backend.native.dataType(backend.tensorId(x!))),
      typeAttribute("Tindices", DataType.int32),
      typeAttribute("Taxis", DataType.int32),
    ];
    const result = backend.run("GatherV2", attributes, [x!, indices!, axisTensor]);
    axisTensor.dispose();
    return result;
  }),
];
