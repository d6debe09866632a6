import { elementCount } from "../tensor_bytes.ts";

/** A compute shader as the WebGPU backend of TensorFlow.js takes it: it writes the shader's head and calls its `main(index)`. */
export interface WebgpuProgram {
  /** The names of the inputs in the shader. */
  readonly variableNames: readonly string[];
  /** The uniforms beside those that the head declares, as members of a struct. */
  readonly uniforms?: string;
  readonly outputShape: number[];
  /** Tells programs of different code apart. */
  readonly shaderKey: string;
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  readonly dispatch: readonly [number, number, number];
  /** Whether the head declares `uniforms.size`, the number of outputs. */
  readonly size: true;
  getUserCode(): string;
}

/** What a program does, in WGSL. */
export interface ProgramCode {
  readonly name: string;
  readonly variableNames: readonly string[];
  readonly uniforms?: string;
  /** Functions that the body calls. */
  readonly functions?: string;
  /** The body of `main(index : i32)`. */
  readonly body: string;
}

const WORKGROUP = 64;

/**
 * A program that is called once for each of its outputs, or for every few of them.
 *
 * @param outputsPerCall How many outputs one call computes. `index` may lie beyond the last call.
 */
export function flatProgram(
  { name, variableNames, uniforms, functions = "", body }: ProgramCode,
  outputShape: readonly number[],
  outputsPerCall = 1,
): WebgpuProgram {
  const calls = Math.ceil(elementCount(outputShape) / outputsPerCall);
  return {
    variableNames,
    ...uniforms === undefined ? {} : { uniforms },
    outputShape: [...outputShape],
    shaderKey: `forger_${name}`,
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(calls / WORKGROUP), 1, 1],
    size: true,
    getUserCode: () => `${functions}\nfn main(index : i32) {\n${body}\n}`,
  };
}

/** The setting of a uniform, in the order of the program's `uniforms`. */
export function integers(...data: number[]): { readonly type: "int32"; readonly data: number[] } {
  return { type: "int32", data };
}
