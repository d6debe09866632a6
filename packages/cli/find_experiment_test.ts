import { assert, assertEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import { findExamples } from "./find_examples.ts";
import { findExperiment } from "./find_experiment.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("examples are named after their files, less tests and private files", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["two_words.ts", "one.ts", "one_test.ts", "_private.ts", "README.md", "mod.ts"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "");
  }
  await Deno.mkdir(`${folder}/folder.ts`);
  assertEquals([...await findExamples(pathToFileURL(`${folder}/`))], [
    ["one", `${folder}/one.ts`],
    ["two-words", `${folder}/two_words.ts`],
  ]);
});

Deno.test("a published command line has no examples", async () => {
  assertEquals((await findExamples(new URL("https://example.org/examples/"))).size, 0);
});

Deno.test("the default experiment is found from any folder", async () => {
  const before = Deno.cwd();
  Deno.chdir(await Deno.makeTempDir());
  try {
    assert((await Deno.stat(await findExperiment("mnist"))).isFile);
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("a path is taken as it is", async () => assertEquals(await findExperiment("./absent.ts"), "./absent.ts"));

Deno.test("an unknown name is refused with those that there are", async () => {
  const error = await assertRejects(() => findExperiment("mnsit"), UsageError);
  assertEquals(error.misspelt?.name, "mnsit");
  assert(error.misspelt!.known.includes("mnist"));
});
