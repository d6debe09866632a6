// Conformance: runs against whichever `@std/assert` the configuration supplies, the real one or the stand-in.
import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";

/** Does not use the package under test to judge it. */
function verdict(run: () => unknown): "passes" | "fails" {
  try {
    run();
    return "passes";
  } catch (error) {
    if (error instanceof AssertionError) return "fails";
    throw error;
  }
}

function expect(run: () => unknown, wanted: "passes" | "fails", label: string): void {
  const got = verdict(run);
  if (got !== wanted) throw new Error(`${label}: it ${got}, and it should not`);
}

const cycle = (value: number): Record<string, unknown> => {
  const node: Record<string, unknown> = { value };
  node.self = node;
  return node;
};
class Point {
  constructor(readonly x: number) {}
}
class Other {
  constructor(readonly x: number) {}
}
const shared = Symbol("shared");

const pairs: [label: string, equal: boolean, a: unknown, b: unknown][] = [
  ["numbers", true, 1, 1],
  ["NaN", true, NaN, NaN],
  ["zero and minus zero", true, 0, -0],
  ["number and text", false, 1, "1"],
  ["null and undefined", false, null, undefined],
  ["nested objects", true, { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
  ["nested difference", false, { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }],
  ["key order", true, { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["missing and undefined property", false, { a: undefined }, {}],
  ["symbol keys", false, { [shared]: 1 }, { [shared]: 2 }],
  ["array lengths", false, [1, 2], [1, 2, 3]],
  ["array and object", false, [], {}],
  ["object without prototype", true, Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["typed arrays", true, new Float32Array([1, NaN]), new Float32Array([1, NaN])],
  ["typed array values", false, new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  ["typed array kinds", false, new Uint8Array([1]), new Int8Array([1])],
  ["typed array and array", false, new Uint8Array([1]), [1]],
  ["big integer arrays", true, new BigInt64Array([1n]), new BigInt64Array([1n])],
  ["dates", true, new Date(5), new Date(5)],
  ["dates apart", false, new Date(5), new Date(6)],
  ["invalid dates", true, new Date(NaN), new Date(NaN)],
  ["regular expressions", false, /a/g, /a/i],
  ["sets", true, new Set([1, { a: 2 }]), new Set([{ a: 2 }, 1])],
  ["set members", false, new Set([1, { a: 2 }]), new Set([1, { a: 3 }])],
  ["set with undefined", false, new Set([1]), new Set([undefined])],
  ["maps", true, new Map([["k", { v: 1 }]]), new Map([["k", { v: 1 }]])],
  ["map values", false, new Map([["k", 1]]), new Map([["k", 2]])],
  ["map keys", false, new Map([["k", 1]]), new Map([["l", 1]])],
  ["maps with object keys", true, new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 1]])],
  ["classes", true, new Point(1), new Point(1)],
  ["different classes", false, new Point(1), new Other(1)],
  ["error messages", false, new Error("a"), new Error("b")],
  ["cycles", true, cycle(1), cycle(1)],
  ["cycles apart", false, cycle(1), cycle(2)],
  ["functions", false, () => 1, () => 1],
];

for (const [label, same, a, b] of pairs) {
  Deno.test(`assertEquals and assertNotEquals tell ${label} ${same ? "equal" : "apart"}`, () => {
    expect(() => assertEquals(a, b), same ? "passes" : "fails", "assertEquals");
    expect(() => assertEquals(b, a), same ? "passes" : "fails", "assertEquals, swapped");
    expect(() => assertNotEquals(a, b), same ? "fails" : "passes", "assertNotEquals");
  });
}

const text = "forger";
const assertions: [label: string, wanted: "passes" | "fails", run: () => unknown][] = [
  ["assert(1)", "passes", () => assert(1)],
  ["assert(0)", "fails", () => assert(0)],
  ["assertFalse(0)", "passes", () => assertFalse(0)],
  ["assertFalse(1)", "fails", () => assertFalse(1)],
  ["assertExists(0)", "passes", () => assertExists(0)],
  ["assertExists(null)", "fails", () => assertExists(null)],
  ["assertInstanceOf of its class", "passes", () => assertInstanceOf(new RangeError(), Error)],
  ["assertInstanceOf of another class", "fails", () => assertInstanceOf(new Error(), RangeError)],
  ["assertStrictEquals of NaN", "passes", () => assertStrictEquals(NaN, NaN)],
  ["assertStrictEquals of 0 and -0", "fails", () => assertStrictEquals(0, -0)],
  ["assertStrictEquals of equal objects", "fails", () => assertStrictEquals({}, {})],
  ["assertNotStrictEquals of equal objects", "passes", () => assertNotStrictEquals({}, {})],
  ["assertNotStrictEquals of 1 and 1", "fails", () => assertNotStrictEquals(1, 1)],
  ["assertAlmostEquals within a ten-millionth", "passes", () => assertAlmostEquals(1e6 + 0.05, 1e6)],
  ["assertAlmostEquals beyond a ten-millionth", "fails", () => assertAlmostEquals(1e6 + 0.2, 1e6)],
  ["assertAlmostEquals scales down", "fails", () => assertAlmostEquals(1e-8, 1e-9)],
  ["assertAlmostEquals at the tolerance", "passes", () => assertAlmostEquals(0.5, 0.25, 0.25)],
  ["assertAlmostEquals below, beyond the tolerance", "fails", () => assertAlmostEquals(0.25, 0.5, 0.2)],
  ["assertAlmostEquals of NaN and 1", "fails", () => assertAlmostEquals(NaN, 1, 10)],
  ["assertAlmostEquals of infinities", "passes", () => assertAlmostEquals(Infinity, Infinity)],
  ["assertGreater(2, 1)", "passes", () => assertGreater(2, 1)],
  ["assertGreater(1, 1)", "fails", () => assertGreater(1, 1)],
  ["assertGreaterOrEqual(1, 1)", "passes", () => assertGreaterOrEqual(1, 1)],
  ["assertGreaterOrEqual(0, 1)", "fails", () => assertGreaterOrEqual(0, 1)],
  ["assertLess(1, 2)", "passes", () => assertLess(1, 2)],
  ["assertLess(NaN, 2)", "fails", () => assertLess(NaN, 2)],
  ["assertLessOrEqual(1, 1)", "passes", () => assertLessOrEqual(1, 1)],
  ["assertLessOrEqual(2, 1)", "fails", () => assertLessOrEqual(2, 1)],
  ["assertStringIncludes", "passes", () => assertStringIncludes(text, "forge")],
  ["assertStringIncludes of a missing part", "fails", () => assertStringIncludes(text, "detective")],
  ["assertMatch", "passes", () => assertMatch(text, /^for/)],
  ["assertMatch of another text", "fails", () => assertMatch(text, /^ger/)],
  ["assertNotMatch", "passes", () => assertNotMatch(text, /^ger/)],
  ["assertNotMatch of a match", "fails", () => assertNotMatch(text, /^for/)],
  ["assertArrayIncludes, deeply", "passes", () => assertArrayIncludes([1, { a: 2 }], [{ a: 2 }])],
  ["assertArrayIncludes of a missing one", "fails", () => assertArrayIncludes([1, 2], [3])],
  ["assertObjectMatch of a part", "passes", () => assertObjectMatch({ a: 1, b: { c: 2, d: [3] } }, { b: { d: [3] } })],
  ["assertObjectMatch of another value", "fails", () => assertObjectMatch({ a: 1 }, { a: 2 })],
  ["assertObjectMatch of a missing key", "fails", () => assertObjectMatch({ a: 1 }, { b: 1 })],
  ["fail()", "fails", () => fail()],
  ["unreachable()", "fails", () => unreachable()],
  ["assertThrows of what throws", "passes", () => assertThrows(() => fail())],
  ["assertThrows of what does not", "fails", () => assertThrows(() => 1)],
  ["assertThrows of a class above", "passes", () => assertThrows(() => fail("why"), Error, "why")],
  ["assertThrows of another class", "fails", () => assertThrows(() => fail(), RangeError)],
  ["assertThrows with another message", "fails", () => assertThrows(() => fail("why"), Error, "how")],
  ["assertThrows of no error", "fails", () =>
    assertThrows(() => {
      throw "text";
    }, Error)],
];

for (const [label, wanted, run] of assertions) {
  Deno.test(`${label} ${wanted}`, () => expect(run, wanted, label));
}

Deno.test("assertThrows returns the error", () => {
  const thrown = new RangeError("out");
  const error: RangeError = assertThrows(() => {
    throw thrown;
  }, RangeError);
  assertStrictEquals(error, thrown);
});

Deno.test("assertRejects returns the reason and insists on a rejection", async () => {
  const reason = new RangeError("out");
  const error: RangeError = await assertRejects(() => Promise.reject(reason), RangeError, "out");
  assertStrictEquals(error, reason);
  await assertRejects(() => assertRejects(() => Promise.resolve(1)), AssertionError);
  await assertRejects(() => assertRejects(() => Promise.reject(reason), TypeError), AssertionError);
  await assertRejects(() => assertRejects(() => Promise.reject(reason), RangeError, "in"), AssertionError);
  const throwsAtOnce = (): Promise<void> => {
    throw reason;
  };
  await assertRejects(() => assertRejects(throwsAtOnce), AssertionError);
});

Deno.test("a failed assertEquals shows both values and the message", () => {
  const error = assertThrows(() => assertEquals({ a: 1, kept: 9 }, { a: 2, kept: 9 }, "why"), AssertionError);
  assertMatch(error.message, /-\s+a: 1/);
  assertMatch(error.message, /\+\s+a: 2/);
  assertStringIncludes(error.message, "why");
});

Deno.test("assertions narrow types", () => {
  const value: string | undefined = ["a"].find(() => true);
  assertExists(value);
  const length: number = value.length;
  assertEquals(length, 1);
});
