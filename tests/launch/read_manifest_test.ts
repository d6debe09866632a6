import { assertEquals, assertThrows } from "@std/assert";
import { readManifests } from "./read_manifest.ts";

const readings: readonly (readonly [text: string, value: unknown])[] = [
  ["a: 1\nb: two # three\n", [{ a: 1, b: "two" }]],
  ['# first\na: "1"\n---\nb: true\n', [{ a: "1" }, { b: true }]],
  ["a:\n  - b: 1\n    c: 2\n  - d\n", [{ a: [{ b: 1, c: 2 }, "d"] }]],
  ["a:\n  - |\n    one # not a remark\n      two\n  - 3\nb: {}\n", [{ a: ["one # not a remark\n  two\n", 3], b: {} }]],
];
for (const [text, value] of readings) {
  Deno.test(`the manifest ${JSON.stringify(text)} is read`, () => assertEquals(readManifests(text) as unknown, value));
}

for (const text of ["a: [1]\n", "a: 1\na: 2\n", "a:\n", "a: 1\n  b: 2\n", "a: &anchor 1\n", "a: no: b\n"]) {
  Deno.test(`the manifest ${JSON.stringify(text)} is refused`, () => {
    assertThrows(() => readManifests(text), SyntaxError, "Cannot read manifest as");
  });
}
