/**
 * A stand-in for `jsr:@std/assert`, written for Forger: the assertions that its tests use, with the same names, signatures
 * and behaviour. It is linked by `deno.offline.json` where JSR cannot be reached; elsewhere the real package is used.
 *
 * @module
 */
export { AssertionError } from "./assertion_error.ts";
export { equal } from "./equal.ts";
export { assertEquals, assertNotEquals, assertNotStrictEquals, assertStrictEquals } from "./equality.ts";
export { assertAlmostEquals, assertGreater, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "./numbers.ts";
export { assertArrayIncludes, assertObjectMatch } from "./parts.ts";
export { assertMatch, assertNotMatch, assertStringIncludes } from "./strings.ts";
export { assertRejects, assertThrows } from "./throws.ts";
export { assert, assertExists, assertFalse, assertInstanceOf, fail, type Falsy, unreachable } from "./truth.ts";
