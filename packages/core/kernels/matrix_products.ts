import * as tf from "@tensorflow/tfjs";
import { boolAttribute, typeAttribute } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { replacingKernel } from "./replacing.ts";

/**
 * The product of two matrices as just that. The stock kernel takes it for a batch of one, for which TensorFlow needs 1.2 to 1.7 times
 * as long, and ten times where one of the matrices is a vector, as in a discriminator's last layer.
 */
export function matrixProductKernels(): readonly tf.KernelConfig[] {
  return [
    replacingKernel(tf.BatchMatMul, (backend, { a, b }, { transposeA, transposeB }) => {
      if (!isOneMatrix(a!) || !isOneMatrix(b!)) return undefined;
      const attributes = [
        typeAttribute("T", backend.native.dataType(backend.tensorId(a!))),
        boolAttribute("transpose_a", transposeA as boolean),
        boolAttribute("transpose_b", transposeB as boolean),
      ];
      const product = backend.run("MatMul", attributes, [asMatrix(a!), asMatrix(b!)]);
      const rank = Math.max(a!.rank, b!.rank);
      return rank === 2 ? product : product.reshape([...Array(rank - 2).fill(1), ...product.shape]);
    }),
  ];
}

function isOneMatrix({ dtype, shape }: Tensor): boolean {
  return dtype === "float32" && shape.slice(0, -2).every((length) => length === 1);
}

function asMatrix(tensor: Tensor): Tensor {
  return tensor.rank === 2 ? tensor : tensor.reshape(tensor.shape.slice(-2));
}
