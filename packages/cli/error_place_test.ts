import { assertEquals, assertMatch } from "@std/assert";
import { errorPlace, shortPath, withoutColours } from "./error_place.ts";

function errorWithStack(stack: string): Error {
  return Object.assign(new Error("no"), { stack });
}

Deno.test("an error's place is the first one in its stack", () => {
  assertMatch(errorPlace(new Error("no"))!, /error_place_test\.ts:\d+:\d+$/);
});

Deno.test("a place in the wanted file comes before those of other files", () => {
  const error = errorWithStack(
    "Error: no\n    at f (file:///lib/a.ts:1:2)\n    at file:///mine.ts:3:4\n    at file:///mine.ts:5:6",
  );
  assertEquals(errorPlace(error, "file:///mine.ts"), "/mine.ts:3:4");
  assertEquals(errorPlace(error, "file:///absent.ts"), "/lib/a.ts:1:2");
});

Deno.test("a place is found in colours, too", () => {
  assertEquals(
    errorPlace(errorWithStack("no at \u001b[36mfile:///a b.ts\u001b[0m:\u001b[33m1\u001b[0m:25".replace(" b", "%20b"))),
    "/a b.ts:1:25",
  );
});

Deno.test("an error without a file has no place", () => {
  assertEquals(errorPlace(errorWithStack("Error: no\n    at ext:core/01.js:1:2")), undefined);
});

Deno.test("a path is short in the current folder only", () => {
  assertEquals(shortPath(`${Deno.cwd()}/a/b.ts`), "./a/b.ts");
  assertEquals(shortPath("a/b.ts"), "./a/b.ts");
  assertEquals(shortPath("/elsewhere/b.ts"), "/elsewhere/b.ts");
});

Deno.test("colours are taken out", () => {
  assertEquals(withoutColours("\u001b[0m\u001b[38;5;245mred\u001b[0m"), "red");
});
