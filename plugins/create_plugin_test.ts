import { assertEquals, assertThrows } from "@std/assert";
import { createPlugin } from "./create_plugin.ts";

Deno.test("createPlugin passes options on", () => {
  assertEquals(createPlugin("sample-grid", { every: 7 }).every, 7);
});

const faults: [name: string, options: Record<string, unknown>, message: string][] = [
  ["emma", {}, 'current value is "emma", did you mean "ema"?'],
  ["toString", {}, "loss-plot, metrics-file"],
  ["ema", { decya: 0.9 }, '"decya" is none, did you mean "decay"?'],
  ["sample-grid", { every: 1, colums: 2 }, '"colums" is none, did you mean "columns"?'],
  ["save-generator", { every: 1 }, '"every" is none, it has none'],
  ["progress", { write: 1 }, '"write" is none'],
];

for (const [name, options, message] of faults) {
  Deno.test(`createPlugin refuses ${name} with ${JSON.stringify(options)}: ${message}`, () => {
    assertThrows(() => createPlugin(name, options), RangeError, message);
  });
}
