import { assert, assertEquals, assertThrows } from "@std/assert";
import { isForgerError } from "./forger_error.ts";

// deno-lint-ignore no-explicit-any
const nothing: any = undefined, frozen: any = Object.freeze({ a: 1 });

const bugs: (() => unknown)[] = [
  () => nothing.shape,
  () => nothing.shape = 1,
  () => (0, eval)("early; const early = 1;"),
  () => frozen.a = 2,
  () => frozen.b = 2,
  () => delete frozen.a,
  () => Object.defineProperty(frozen, "a", { value: 3 }),
  () => Object.defineProperty(frozen, "b", { value: 3 }),
  () => Object.keys(nothing),
  () => nothing["x"](),
  () => "x" in ("y" as unknown as object),
  () => BigInt(1) + (1 as unknown as bigint),
  () => {
    const { a: { b } } = { a: nothing };
    return b;
  },
  () => ("text" as unknown as { x: number }).x = 1,
  () => new Proxy(nothing, {}),
];

for (const [index, bug] of bugs.entries()) {
  Deno.test(`an error of the engine is no error of Forger's: ${bug.toString().split("\n")[0]} (${index})`, () => {
    assert(!isForgerError(assertThrows(bug, Error)));
  });
}

const worded: [message: string, ours: boolean][] = [
  ["Cannot train as steps must be a positive integer: current value is 0", true],
  ["Cannot read MNIST as folder must be a folder that can be read: current value is x", true],
  ["Cannot create ema as decay must be in [0, 1): current value is 2", true],
  ["Cannot use plugin ./mine.ts as its function must return a plugin: current type is number", true],
  ["Cannot write a.png: the disk is full", true],
  ["Could not find it", false],
];

for (const [message, ours] of worded) {
  Deno.test(`${ours ? "an" : "no"} error of Forger's: ${message}`, () =>
    assertEquals(isForgerError(new Error(message)), ours));
}
