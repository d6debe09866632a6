import { assertEquals, assertThrows } from "@std/assert";
import { encodeContextOptions } from "./context_options.ts";

Deno.test("settings are written as TensorFlow's ConfigProto", () => {
  // field 2 (threads in an operation) = 3, field 5 (operations at once) = 3, field 6 (GPU options) = { 4: true }, field 7 = true
  assertEquals([...encodeContextOptions({ threads: 3 })], [0x10, 3, 0x28, 3, 0x32, 2, 0x20, 1, 0x38, 1]);
  assertEquals([...encodeContextOptions({ gpuMemoryGrowth: false })], [0x32, 2, 0x20, 0, 0x38, 1]);
});

for (const threads of [0, -1, 1.5, 1025, NaN]) {
  Deno.test(`${threads} threads are refused`, () => {
    assertThrows(
      () => encodeContextOptions({ threads }),
      RangeError,
      `threads must be an integer from 1 to 1024: current value is ${threads}`,
    );
  });
}
