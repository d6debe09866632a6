import { assertEquals, assertRejects } from "@std/assert";
import { chooseBackend } from "./choose_backend.ts";
import type { PageTensorflow } from "./tensorflow.ts";

/** How long each backend takes for an image, in milliseconds; those that are missing cannot be used. */
function browser(times: Readonly<Record<string, number>>) {
  const tried: string[] = [];
  let current = "", time = 0;
  const tensorflow = {
    getBackend: () => current,
    setBackend: (name: string) => {
      tried.push(name);
      current = name;
      return Promise.resolve(name in times);
    },
  } as unknown as PageTensorflow;
  return {
    tried,
    choose: (only: string | null = null, prepare: (name: string) => Promise<void> = () => Promise.resolve()) =>
      chooseBackend(tensorflow, {
        only,
        prepare,
        now: () => time,
        attempt: () => Promise.resolve(void (time += times[current]!)),
      }),
    current: () => current,
  };
}

const CASES: readonly (readonly [string, Record<string, number>, string, string[]])[] = [
  ["a graphics processor that is fast", { webgl: 5, wasm: 1, cpu: 90 }, "webgl", ["webgl"]],
  ["WebGL without a graphics processor", { webgl: 60, wasm: 8, cpu: 90 }, "wasm", ["webgl", "wasm"]],
  ["large images on a graphics processor", { webgl: 60, wasm: 200, cpu: 900 }, "webgl", ["webgl", "wasm", "webgl"]],
  ["slow WebGL and no WebAssembly", { webgl: 60, cpu: 30 }, "cpu", ["webgl", "wasm", "cpu"]],
  ["no WebGL", { wasm: 8, cpu: 90 }, "wasm", ["webgl", "wasm"]],
  ["neither WebGL nor WebAssembly", { cpu: 90 }, "cpu", ["webgl", "wasm", "cpu"]],
];

for (const [name, times, expected, order] of CASES) {
  Deno.test(`with ${name} the page computes with ${expected}`, async () => {
    const { choose, current, tried } = browser(times);
    assertEquals((await choose()).name, expected);
    assertEquals([current(), tried], [expected, order]);
  });
}

Deno.test("the one that was asked for is the only one that is tried", async () => {
  const { choose, tried } = browser({ webgl: 1, wasm: 1, cpu: 900 });
  assertEquals(await choose("cpu"), { name: "cpu", title: "JavaScript", faults: [] });
  assertEquals(tried, ["cpu"]);
});

Deno.test("one of an unknown name is none that was asked for", async () => {
  assertEquals((await browser({ webgl: 1 }).choose("quantum")).name, "webgl");
});

Deno.test("where nothing works, the reasons are said", async () => {
  const error = await assertRejects(
    () =>
      browser({}).choose(null, (name) => name === "wasm" ? Promise.reject(new Error("no binary")) : Promise.resolve()),
    Error,
  );
  assertEquals(
    error.message,
    "Cannot run the generator as this browser must have a way to compute:\nwebgl: it is not available\nwasm: no binary\ncpu: it is not available",
  );
});
