import { assertEquals, assertRejects } from "@std/assert";
import { sampleFolder } from "./sample_folder.ts";
import { UsageError } from "./usage_error.ts";

/** A folder of runs, of which those of the names hold a generator. */
async function runsWith(...names: readonly string[]): Promise<string> {
  const runs = await Deno.makeTempDir({ prefix: "forger-runs-" });
  for (const name of names) {
    await Deno.mkdir(`${runs}/${name}/model`, { recursive: true });
    await Deno.writeTextFile(`${runs}/${name}/model/model.json`, "{}");
  }
  await Deno.mkdir(`${runs}/failed/model`, { recursive: true });
  return runs;
}

Deno.test("a run is found by its folder and by its name", async () => {
  const runs = await runsWith("flowers-of-may");
  for (const run of [`${runs}/flowers-of-may`, `${runs}/flowers-of-may/`, "flowers-of-may"]) {
    assertEquals(await sampleFolder(run, runs), `${runs}/flowers-of-may`);
  }
});

Deno.test("a folder comes before a name", async () => {
  const runs = await runsWith("packages");
  await assertRejects(() => sampleFolder("packages", runs), UsageError, "packages/model/model.json is missing");
});

Deno.test("a name that is none is refused with those that there are", async () => {
  const runs = await runsWith("flowers", "digits");
  const error = await assertRejects(() => sampleFolder("flwers", runs), UsageError, "Cannot sample from flwers as");
  assertEquals(error.misspelt, { name: "flwers", known: ["digits", "flowers"] });
  const none = await assertRejects(() => sampleFolder("flwers", `${runs}/none`), UsageError, "there is no such folder");
  assertEquals(none.misspelt, { name: "flwers", known: [] });
});

Deno.test("a path that is none, and a file, are refused", async () => {
  const runs = await runsWith("flowers");
  for (const path of [`${runs}/none`, "./flowers", "..flowers/", `${runs}/flowers/model/model.json`]) {
    const { misspelt } = await assertRejects(() => sampleFolder(path, runs), UsageError, "there is no such folder");
    assertEquals(misspelt, undefined);
  }
});

Deno.test("a run without a generator is refused with what to do", async () => {
  const runs = await runsWith();
  const error = await assertRejects(
    () => sampleFolder("failed", runs),
    UsageError,
    `the plugin save-generator writes when training ends: ${runs}/failed/model/model.json is missing`,
  );
  assertEquals(error.help, "let the training end, or train again with --plugin save-generator");
});
