import { assertEquals, assertNotEquals } from "@std/assert";
import { contentsOf } from "./_contents_of.ts";

Deno.test("contentsOf() is the SHA-256 of what sha256sum prints", () => {
  // printf a > b; printf b > a; mkdir B; printf c > B/c; sha256sum B/c a b | sha256sum
  const a = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
  const b = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";
  const c = "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6";
  const expected = "5d2dcbda46c72391c6118d6f1c3e23623267cbdcaf8c126076137768cbdbfe37";
  assertEquals(contentsOf({ "B/c": c, a: b, b: a }), expected);
  assertEquals(contentsOf({ b: a, a: b, "B/c": c }), expected);
  assertNotEquals(contentsOf({ "B/c": c, a, b }), expected);
  assertNotEquals(contentsOf({ "B/c": c, a: b }), expected);
});
