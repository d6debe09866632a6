import type * as tf from "@tensorflow/tfjs";
import { elementCount } from "../tensor_bytes.ts";
import { webgpuKernel } from "./kernel.ts";
import { flatProgram, integers } from "./program.ts";

/** The name of the kernel that takes rows of a table of bytes: see `uploadBytes`. */
const GATHER_BYTES_KERNEL = "GatherBytes";

const BODY = `
  if (index >= uniforms.size) { return; }
  let row = indices[index / uniforms.rowLength];
  if (row < 0 || row >= uniforms.rowCount) {
    setOutputAtIndex(index, uniforms.NAN);
    return;
  }
  let place = u32(row) * u32(uniforms.rowLength) + u32(index % uniforms.rowLength);
  let word = bitcast<u32>(words[place / 4u]);
  setOutputAtIndex(index, f32((word >> (8u * (place % 4u))) & 0xffu));`;

/** Rows of bytes, four of which lie in an int32, as float32; a row that does not exist is NaN. */
export const GATHER_BYTES_KERNELS: readonly tf.KernelConfig[] = [
  webgpuKernel(GATHER_BYTES_KERNEL, (backend, { words, indices }, { row, rowCount }) => {
    const code = {
      name: "gather_bytes",
      variableNames: ["words", "indices"],
      uniforms: "rowLength : i32, rowCount : i32,",
      body: BODY,
    };
    const program = flatProgram(code, [indices!.size, ...row as number[]]);
    const settings = [integers(elementCount(row as number[])), integers(rowCount as number)];
    return backend.runWebGPUProgram(program, [words!, indices!], "float32", settings);
  }),
];
