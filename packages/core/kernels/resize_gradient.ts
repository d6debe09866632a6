import * as tf from "@tensorflow/tfjs";
import { DataType } from "../data_type.ts";
import { boolAttribute, typeAttribute } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { type KernelAttributes, plainKernel, tensorflowKernel } from "./kernel_of.ts";

type Resize = (images: tf.Tensor4D, size: [number, number], alignCorners: boolean, halfPixelCenters: boolean) => Tensor;

function operationAttributes({ alignCorners, halfPixelCenters }: KernelAttributes) {
  return [
    typeAttribute("T", DataType.float32),
    boolAttribute("align_corners", Boolean(alignCorners)),
    boolAttribute("half_pixel_centers", Boolean(halfPixelCenters)),
  ];
}

/** The matrix `[to, from]` by which a resizing acts along an axis: what it makes of each unit vector. */
function resizeMatrix(resize: Resize, from: number, to: number, attributes: KernelAttributes): tf.Tensor2D {
  const unit = tf.eye(from).reshape([1, from, from, 1]) as tf.Tensor4D;
  const { alignCorners, halfPixelCenters } = attributes;
  return resize(unit, [to, from], Boolean(alignCorners), Boolean(halfPixelCenters)).reshape([to, from]) as tf.Tensor2D;
}

/** Applies the transposed matrices along height and width. */
function plainGradient(resize: Resize, dy: Tensor, images: Tensor, attributes: KernelAttributes): Tensor {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, newHeight, newWidth] = dy.shape as [number, number, number, number];
  const rows = resizeMatrix(resize, height, newHeight, attributes);
  const columns = resizeMatrix(resize, width, newWidth, attributes);
  const byRow = dy.transpose([1, 2, 0, 3]).reshape([newHeight, newWidth * batch * channels]);
  const byColumn = rows.matMul(byRow, true).reshape([height, newWidth, batch * channels]).transpose([1, 0, 2]);
  const result = columns.matMul(byColumn.reshape([newWidth, height * batch * channels]), true);
  return result.reshape([width, height, batch, channels]).transpose([2, 1, 0, 3]);
}

/** Gradients of resizing, in place of those of TensorFlow.js, which forget `halfPixelCenters` and on `cpu` mix up height and width. */
export const RESIZE_GRADIENT_KERNELS: readonly tf.KernelConfig[] = [
  tensorflowKernel(
    tf.ResizeBilinearGrad,
    (backend, { dy, images }, attributes) =>
      backend.run("ResizeBilinearGrad", operationAttributes(attributes), [dy!, images!]),
  ),
  tensorflowKernel(tf.ResizeNearestNeighborGrad, (backend, { dy, images }, attributes) => {
    const size = tf.tensor1d(images!.shape.slice(1, 3), "int32");
    const result = backend.run("ResizeNearestNeighborGrad", operationAttributes(attributes), [dy!, size]);
    size.dispose();
    return result;
  }),
  plainKernel(
    tf.ResizeBilinearGrad,
    ({ dy, images }, attributes) => plainGradient(tf.image.resizeBilinear, dy!, images!, attributes),
  ),
  plainKernel(
    tf.ResizeNearestNeighborGrad,
    ({ dy, images }, attributes) => plainGradient(tf.image.resizeNearestNeighbor, dy!, images!, attributes),
  ),
];
