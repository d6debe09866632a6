import * as tf from "@tensorflow/tfjs";
import type { KernelAttributes } from "../kernels/kernel_of.ts";
import { webgpuKernel } from "./kernel.ts";
import { flatProgram, integers } from "./program.ts";

const BODY = `
  if (index >= uniforms.size) { return; }
  let place = getCoordsFromIndex(index);
  let corner = place.yz * uniforms.strides - uniforms.pads;
  var largest = -uniforms.INFINITY;
  var picked = 0.0;
  for (var row = max(corner.x, 0); row < min(corner.x + uniforms.window.x, uniforms.xShape.y); row++) {
    for (var column = max(corner.y, 0); column < min(corner.y + uniforms.window.y, uniforms.xShape.z); column++) {
      let value = getX(place.x, row, column, place.w);
      if (value > largest) {
        largest = value;
        picked = getDdx(place.x, row, column, place.w);
      }
    }
  }
  setOutputAtIndex(index, picked);`;

/** The geometry of pooling, as attributes of a kernel say it. */
function poolOf(
  shape: readonly number[],
  { filterSize, strides, pad }: KernelAttributes,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as "same" | "valid",
  );
}

/** The gradient of the gradient of max pooling: what max pooling passed on of `input`, it passes on of `ddx`. */
export const MAX_POOL_GRADIENT_KERNELS: readonly tf.KernelConfig[] = [
  webgpuKernel("MaxPoolGradGrad", (backend, { ddx, input }, attributes) => {
    const pool = poolOf(input!.shape, attributes);
    const code = {
      name: "max_pool_gradient_gradient",
      variableNames: ["x", "ddx"],
      uniforms: "strides : vec2<i32>, pads : vec2<i32>, window : vec2<i32>,",
      body: BODY,
    };
    return backend.runWebGPUProgram(flatProgram(code, pool.outShape), [input!, ddx!], "float32", [
      integers(pool.strideHeight, pool.strideWidth),
      integers(pool.padInfo.top, pool.padInfo.left),
      integers(pool.filterHeight, pool.filterWidth),
    ]);
  }),
];
