import { assertEquals } from "@std/assert";
import { isOlder } from "./_is_older.ts";

Deno.test("isOlder() compares the parts of versions as numbers", () => {
  assertEquals(isOlder("9.0.1", "20.3"), true);
  assertEquals(isOlder("20.2.4", "20.3"), true);
  assertEquals(isOlder("20.3", "20.3"), false);
  assertEquals(isOlder("20.3.4", "20.3"), false);
  assertEquals(isOlder("100.0", "20.3"), false);
  assertEquals(isOlder("525.60.13", "525.105.17"), true);
});
