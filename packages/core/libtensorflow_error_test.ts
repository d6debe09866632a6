import { assertEquals, assertInstanceOf } from "@std/assert";
import { LibtensorflowError } from "./libtensorflow_error.ts";

Deno.test("LibtensorflowError holds problem and remedy and says both", () => {
  const cause = new Error("below");
  const error = new LibtensorflowError("Cannot do it: a is missing", "install a", { cause });
  assertInstanceOf(error, Error);
  assertEquals(error.name, "LibtensorflowError");
  assertEquals(error.problem, "Cannot do it: a is missing");
  assertEquals(error.remedy, "install a");
  assertEquals(error.message, "Cannot do it: a is missing. Remedy: install a.");
  assertEquals(error.cause, cause);
});
