import { assertEquals } from "@std/assert";
import type { RunState } from "./run_state.ts";
import { decodeRunState, encodeRunState } from "./worker_state.ts";

const STATE: RunState = {
  step: 7,
  rowsSeen: 84,
  compile: "graph",
  tensors: {
    "generator/0/kernel": { dtype: "float32", shape: [2, 2], values: Float32Array.of(1, -0, NaN, 1e-40) },
    "discriminator/0/bias": { dtype: "float32", shape: [0], values: new Float32Array(0) },
    counter: { dtype: "int32", shape: [], values: Int32Array.of(-5) },
  },
  plugins: {
    ema: {
      0: { dtype: "float32", shape: [1], values: Float32Array.of(0.5) },
      best: -0,
      worst: Infinity,
      name: "größe",
    },
    "replay-buffer": { seen: { dtype: "bool", shape: [3], values: Uint8Array.of(1, 0, 1) } },
    none: {},
  },
  pending: { logs: [{ step: 6, values: { generator: NaN } }], onStepEnd: { watch: 6 }, onEpochEnd: {} },
};

Deno.test("a run's state comes through bytes as it was", () => {
  const bytes = encodeRunState(STATE);
  assertEquals(decodeRunState(bytes), STATE);
  const within = new Uint8Array(bytes.length + 13); // as it lies in a longer message
  within.set(bytes, 5);
  assertEquals(decodeRunState(within.subarray(5, 5 + bytes.length)), STATE);
});

Deno.test("a state whose way of running is not decided stays so", () => {
  assertEquals(decodeRunState(encodeRunState({ ...STATE, compile: undefined })).compile, undefined);
});
