import type * as tf from "@tensorflow/tfjs";
import type { PhiloxKey } from "../philox.ts";
import { webgpuKernel } from "./kernel.ts";
import { flatProgram } from "./program.ts";

/** The name of the kernel that draws Philox words: see `philoxBits`. */
const PHILOX_KERNEL = "PhiloxBits";

/** Philox4x32-10; WGSL has no 64-bit product, of which the upper half is put together from products of halves. */
const FUNCTIONS = `
fn multiplyHigh(a : u32, b : u32) -> u32 {
  let aLow = a & 0xffffu; let aHigh = a >> 16u; let bLow = b & 0xffffu; let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let carry = aLow * bHigh + (middle & 0xffffu);
  return aHigh * bHigh + (middle >> 16u) + (carry >> 16u);
}

fn philox(start : vec4<u32>, firstKey : vec2<u32>) -> vec4<u32> {
  var counter = start;
  var key = firstKey;
  for (var round = 0; round < 10; round++) {
    let high0 = multiplyHigh(0xd2511f53u, counter.x); let low0 = 0xd2511f53u * counter.x;
    let high1 = multiplyHigh(0xcd9e8d57u, counter.z); let low1 = 0xcd9e8d57u * counter.z;
    counter = vec4<u32>(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
    key = key + vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return counter;
}`;

const BODY = `
  let first = 4 * index;
  if (first >= uniforms.size) { return; }
  let number = bitcast<u32>(stepNumber[0]);
  let sign = select(0u, 0xffffffffu, stepNumber[0] < 0);
  var words = philox(vec4<u32>(u32(index), 0u, number, sign), vec2<u32>(uniforms.keyLow, uniforms.keyHigh));
  for (var word = 0; word < 4 && first + word < uniforms.size; word++) {
    result[first + word] = f32(words[word] >> uniforms.dropped);
  }`;

/** Random words as the generator on the host makes them, to the bit: four a call. */
export const PHILOX_KERNELS: readonly tf.KernelConfig[] = [
  webgpuKernel(PHILOX_KERNEL, (backend, { step }, { dropped, key, shape }) => {
    const [low, high] = key as unknown as PhiloxKey;
    const code = {
      name: "philox",
      variableNames: ["stepNumber"],
      uniforms: "keyLow : u32, keyHigh : u32, dropped : u32,",
      functions: FUNCTIONS,
      body: BODY,
    };
    const words = [low, high, dropped as number].map((value) => ({ type: "uint32", data: [value] }));
    return backend.runWebGPUProgram(flatProgram(code, shape as number[], 4), [step!], "float32", words);
  }),
];
