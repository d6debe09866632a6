import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fsckCommand } from "./fsck_command.ts";
import { run } from "./run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { sampledRun } from "./testdata/sampled_runs.ts";
import { UsageError } from "./usage_error.ts";

async function fsck(folder: string, verbose = false) {
  const output = new CapturedOutput(), code = await fsckCommand(folder, { verbose, help: false }, output);
  return { code, printed: output.printed, errors: output.errors };
}

Deno.test("a run that is fine gives 0 and a few lines", async () => {
  const folder = await sampledRun("grey");
  const { code, errors, printed } = await fsck(folder);
  assertEquals([code, errors], [0, ""]);
  assertEquals(printed.trimEnd().split("\n"), [
    folder,
    "  files   4 fine",
    "  resume  no: it has no checkpoint",
    "  sample  yes",
  ]);
  assertStringIncludes((await fsck(folder, true)).printed, "\n4 fine:\n  config.json\n  lock\n  model/model.json");
});

Deno.test("a picture of which the middle is garbled, and a missing file, give 1", async () => {
  const folder = await sampledRun("grey");
  const picture = Uint8Array.fromBase64(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  );
  await Deno.writeFile(`${folder}/fine.png`, picture);
  picture[45]! ^= 0xff;
  await Deno.writeFile(`${folder}/garbled.png`, picture);
  const { code, printed } = await fsck(folder);
  assertEquals(code, 1);
  assertStringIncludes(printed, "  files   5 fine, 1 damaged");
  assertStringIncludes(printed, "\n1 damaged:\n  garbled.png: it is cut off or damaged");
  await Deno.remove(`${folder}/garbled.png`);
  assertEquals((await fsck(folder)).code, 0);
  await Deno.remove(`${folder}/config.json`);
  assertEquals((await fsck(folder)).code, 1);
});

Deno.test("a folder that is no run's is a mistake of the user, and so are two of them and none", async () => {
  const folder = await Deno.makeTempDir();
  await assertRejects(() => fsck(folder), UsageError, "it holds nothing of a run");
  for (const args of [[], [folder], [folder, "more"], [`${folder}/none`], [folder, "--fix"]]) {
    const output = new CapturedOutput();
    assertEquals(await run(["fsck", ...args], output), 2, output.errors);
    assertStringIncludes(output.errors, "error: Cannot");
  }
});
