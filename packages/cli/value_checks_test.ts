import { assertEquals } from "@std/assert";
import type { ValueCheck } from "./flags.ts";
import { anyText, integerFrom, oneOf } from "./value_checks.ts";

const cases: [label: string, check: ValueCheck<unknown>, text: string, value: unknown][] = [
  ["a positive integer", integerFrom(1), "12", 12],
  ["a positive integer", integerFrom(1), "0", undefined],
  ["an integer of 0 or more", integerFrom(0), "0", 0],
  ["an integer of 0 or more", integerFrom(0), "9007199254740991", 9007199254740991],
  ["an integer of 0 or more", integerFrom(0), "9007199254740992", undefined],
  ["an integer of 0 or more", integerFrom(0), "1e3", undefined],
  ["an integer of 0 or more", integerFrom(0), " 3", undefined],
  ["a, b or c", oneOf("a", "b", "c"), "b", "b"],
  ["a, b or c", oneOf("a", "b", "c"), "d", undefined],
  ["a folder", anyText("a folder"), "x/y", "x/y"],
];

for (const [rule, check, text, value] of cases) {
  Deno.test(`"${text}" ${value === undefined ? "is not" : "is"} ${rule}`, () => {
    assertEquals([check.rule, check.read(text)], [rule, value]);
  });
}
