import { startCompute } from "@forger/core";
import { assertEquals, assertThrows } from "@std/assert";
import { mixClasses, type MixClassesOptions } from "./mix_classes.ts";

await startCompute({ backend: "cpu" });

Deno.test("mixtures go evenly from one class to the other", () => {
  assertEquals(mixClasses(3, 1, { classes: 4, count: 5 }).arraySync(), [
    [0, 0, 0, 1],
    [0, 0.25, 0, 0.75],
    [0, 0.5, 0, 0.5],
    [0, 0.75, 0, 0.25],
    [0, 1, 0, 0],
  ]);
});

Deno.test("a class mixed with itself stays, and one mixture is the beginning", () => {
  assertEquals(mixClasses(1, 1, { classes: 2, count: 2 }).arraySync(), [[0, 1], [0, 1]]);
  assertEquals(mixClasses(1, 0, { classes: 2, count: 1 }).arraySync(), [[0, 1]]);
  assertEquals(mixClasses(1, 0, { classes: 2 }).shape, [10, 2]);
});

const faults: [from: number, to: number, options: MixClassesOptions, message: string][] = [
  [-1, 0, { classes: 3 }, "from must be an integer from 0 to 2: current value is -1"],
  [0, 3, { classes: 3 }, "to must be an integer from 0 to 2: current value is 3"],
  [0, 0.5, { classes: 3 }, "to must be an integer from 0 to 2: current value is 0.5"],
  [0, 0, { classes: 0 }, "classes must be a positive integer: current value is 0"],
  [0, 0, { classes: 1, count: 0 }, "count must be a positive integer: current value is 0"],
];

for (const [from, to, options, message] of faults) {
  Deno.test(`mixing ${from} and ${to} with ${JSON.stringify(options)} is refused`, () => {
    assertThrows(() => mixClasses(from, to, options), RangeError, `Cannot mix classes as ${message}`);
  });
}
