import { assertEquals, assertGreater, assertRejects, assertStringIncludes } from "@std/assert";
import { freeBytes, neededBytes, noSpace, requireSpace } from "./_disk_space.ts";
import type { Wheel } from "./wheel.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";

function wheel(bytes: number, unpackedBytes: number): Wheel {
  return { project: "a", version: "1", sha256: "", members: /a/, bytes, unpackedBytes };
}

Deno.test("neededBytes() is the highest point of fetching and unpacking one wheel after the other", () => {
  assertEquals(neededBytes([wheel(10, 30)]), 40); // the wheel beside what it holds
  assertEquals(neededBytes([wheel(10, 5)]), 20); // the wheel twice, while pip copies it
  assertEquals(neededBytes([wheel(10, 30), wheel(20, 25)]), 75);
  assertEquals(neededBytes([wheel(100, 30), wheel(1, 1)]), 200);
});

Deno.test("requireSpace() says how much is needed and how much is free", async () => {
  const folder = Deno.cwd();
  assertGreater(await freeBytes(folder), 0);
  await requireSpace([wheel(1, 1)], folder);
  const error = await assertRejects(() => requireSpace([wheel(1e18, 2e18)], folder), LibtensorflowError);
  assertStringIncludes(error.problem, `no space is left in ${folder}, 3000000000.0 GB are needed and `);
  assertStringIncludes(error.problem, " are free");
  assertStringIncludes(error.remedy, "FORGER_CACHE");
});

Deno.test("noSpace() can do without numbers", () => {
  assertEquals(noSpace().problem, "Cannot download libtensorflow: no space is left in the cache folder");
});
