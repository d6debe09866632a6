import { assertEquals, assertThrows } from "@std/assert";
import { sampleClasses } from "./sample_classes.ts";
import { UsageError } from "./usage_error.ts";

const CLASSES = ["zero", "two", "1", "three"];

const found: [asked: string[], labels: number[]][] = [
  [[], [0, 1, 2, 3]],
  [["three"], [3]],
  [["three", "zero"], [3, 0]],
  [["0"], [0]],
  [["1"], [2]], // a name comes before a number
  [["03"], [3]],
];

for (const [asked, labels] of found) {
  Deno.test(`classes asked for as [${asked}] are those of the labels ${labels}`, () => {
    assertEquals(sampleClasses(asked, CLASSES), labels.map((label) => ({ label, name: CLASSES[label]! })));
  });
}

const refused: [asked: string[], message: string][] = [
  [["thre"], "its number from 0 to 3: current value is thre, classes are zero, two, 1, three"],
  [["4"], "current value is 4"],
  [["-1"], "current value is -1"],
  [["zero", "three", "0"], "Cannot use --class as classes must differ: zero comes twice"],
];

for (const [asked, message] of refused) {
  Deno.test(`classes are refused: ${asked}`, () => {
    assertThrows(() => sampleClasses(asked, CLASSES), UsageError, message);
  });
}

Deno.test("a misspelt class is compared with all, of which an error names the first ones", () => {
  const many = Array.from({ length: 100 }, (_, label) => `class${label}`);
  const error = assertThrows(() => sampleClasses(["clas99"], many), UsageError, "class28, class29 and 70 more");
  assertEquals(error.misspelt, { name: "clas99", known: many });
});

Deno.test("names of a letter or two are not proposed", () => {
  const error = assertThrows(() => sampleClasses(["seven"], ["0", "1", "ten"]), UsageError);
  assertEquals(error.misspelt?.known, ["ten"]);
});

Deno.test("a generator without classes has none, and none can be asked for", () => {
  assertEquals(sampleClasses([], undefined), undefined);
  assertThrows(() => sampleClasses(["zero"], undefined), UsageError, "the generator must be conditional");
});
