import * as tf from "@tensorflow/tfjs";
import { webgpuKernel } from "./kernel.ts";
import { flatProgram } from "./program.ts";

/** Sine and cosine by polynomials on [-π/4, π/4]; π/2 is taken off in two parts, so that the first is exact. */
const TRIGONOMETRY = `
fn turn(x : f32, quarters : i32) -> f32 {
  let near = round(x * 0.636619772);
  let rest = (x - near * 1.5703125) - near * 4.83826794896619e-4;
  let square = rest * rest;
  let sine = rest + rest * square * (-1.6666654611e-1 + square * (8.3321608736e-3 - square * 1.9515295891e-4));
  let cosine = 1.0 - 0.5 * square +
    square * square * (4.166664568298827e-2 + square * (-1.388731625493765e-3 + square * 2.443315711809948e-5));
  let quarter = (i32(near) + quarters) & 3;
  let value = select(sine, cosine, (quarter & 1) == 1);
  return select(value, -value, quarter >= 2);
}`;

/** The logarithm by a polynomial on [√½, √2] and the exponent. */
const LOGARITHM = `
fn logarithm(x : f32) -> f32 {
  let bits = bitcast<u32>(x);
  var exponent = f32(i32(bits >> 23u) - 126);
  var part = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  if (part < 0.707106781) {
    exponent = exponent - 1.0;
    part = part + part;
  }
  let t = part - 1.0;
  let square = t * t;
  var sum = 7.0376836292e-2;
  sum = sum * t - 1.1514610310e-1;
  sum = sum * t + 1.1676998740e-1;
  sum = sum * t - 1.2420140846e-1;
  sum = sum * t + 1.4249322787e-1;
  sum = sum * t - 1.6668057665e-1;
  sum = sum * t + 2.0000714765e-1;
  sum = sum * t - 2.4999993993e-1;
  sum = sum * t + 3.3333331174e-1;
  sum = sum * t * square - 2.12194440e-4 * exponent - 0.5 * square;
  return t + sum + 0.693359375 * exponent;
}`;

/** The arguments for which a polynomial is of no use are left to the device. */
const FORMULAS: Readonly<Record<string, { readonly functions: string; readonly value: string }>> = {
  [tf.Sin]: { functions: TRIGONOMETRY, value: "select(sin(x), turn(x, 0), abs(x) < 8192.0)" },
  [tf.Cos]: { functions: TRIGONOMETRY, value: "select(cos(x), turn(x, 1), abs(x) < 8192.0)" },
  [tf.Log]: {
    functions: LOGARITHM,
    value: "select(select(log(x), uniforms.NAN, x < 0.0), logarithm(x), x >= 1.17549435e-38 && x < uniforms.INFINITY)",
  },
};

/**
 * Sine, cosine and logarithm to the last places of float32.
 *
 * WGSL promises no more than 2⁻¹¹ of sines, and of logarithms near 1 so little that the normal numbers made of them may
 * become NaN.
 */
export const ELEMENTARY_KERNELS: readonly tf.KernelConfig[] = Object.entries(FORMULAS).map((
  [kernel, { functions, value }],
) =>
  webgpuKernel(kernel, (backend, { x }) => {
    const body = `
  if (index >= uniforms.size) { return; }
  let x = f32(A[index]);
  setOutputAtIndex(index, ${value});`;
    const program = flatProgram({ name: kernel, variableNames: ["A"], functions, body }, x!.shape);
    return backend.runWebGPUProgram(program, [x!], "float32");
  })
);
