import { assertEquals } from "@std/assert";
import { precise } from "./precise.ts";

const cases: [value: number, expected: string][] = [
  [0.10349, "0.103"],
  [1, "1.00"],
  [45.678, "45.7"],
  [99.96, "100"],
  [202.4, "202"],
  [1403.6, "1404"],
];

for (const [value, expected] of cases) {
  Deno.test(`${value} is written as ${expected}`, () => assertEquals(precise(value), expected));
}
