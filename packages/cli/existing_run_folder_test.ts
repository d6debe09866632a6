import { assertEquals, assertRejects } from "@std/assert";
import { existingRunFolder } from "./existing_run_folder.ts";
import { UsageError } from "./usage_error.ts";

const RUNS = await Deno.makeTempDir({ prefix: "forger-runs-" });
await Deno.mkdir(`${RUNS}/flowers-of-may`);
await Deno.writeTextFile(`${RUNS}/file`, "");

Deno.test("a run is found by its folder and by its name", async () => {
  for (const run of [`${RUNS}/flowers-of-may`, `${RUNS}/flowers-of-may//`, "flowers-of-may"]) {
    assertEquals(await existingRunFolder("check", run, RUNS), `${RUNS}/flowers-of-may`);
  }
});

Deno.test("a name that is none is refused with those that there are, and a path without", async () => {
  const error = await assertRejects(
    () => existingRunFolder("check", "flowers-of-mai", RUNS),
    UsageError,
    "there is no such folder",
  );
  assertEquals(error.misspelt, { name: "flowers-of-mai", known: ["flowers-of-may"] });
  for (const path of [`${RUNS}/file`, "../none", `${RUNS}/none`]) {
    assertEquals((await assertRejects(() => existingRunFolder("check", path, RUNS), UsageError)).misspelt, undefined);
  }
  await assertRejects(() => existingRunFolder("check", "x", `${RUNS}/none`), UsageError, "there is no such folder");
});
