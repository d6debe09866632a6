import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { reportCommand } from "./report_command.ts";
import { existingRunFolder } from "./existing_run_folder.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { UsageError } from "./usage_error.ts";

const FLAGS = { verbose: false, help: false };

Deno.test("report writes the page of a damaged run, and says what it lacks", async () => {
  const folder = await Deno.makeTempDir(), output = new CapturedOutput();
  await Deno.writeTextFile(`${folder}/config.json`, "{");
  await Deno.writeTextFile(`${folder}/metrics.jsonl`, '{"step":1,"generator":0.7}\nrubbish\n');
  await reportCommand(folder, FLAGS, output);
  assertMatch(output.printed, /report\.html, 0\.\d MiB\n$/);
  assertStringIncludes(output.errors, "warning: config.json cannot be read: it is no JSON");
  assertStringIncludes(output.errors, "warning: metrics.jsonl: 1 row is damaged");
  assertStringIncludes(await Deno.readTextFile(`${folder}/report.html`), '"means":[0.7]');
});

Deno.test("report writes where it is told, and refuses what is no run", async () => {
  const folder = await Deno.makeTempDir(), out = `${await Deno.makeTempDir()}/deep/page.html`;
  await assertRejects(
    () => reportCommand(folder, FLAGS, new CapturedOutput()),
    UsageError,
    "it holds nothing of a run",
  );
  await Deno.writeTextFile(`${folder}/config.json`, '{"name":"mine"}');
  await reportCommand(folder, { ...FLAGS, out }, new CapturedOutput());
  assertStringIncludes(await Deno.readTextFile(out), "<title>mine · Forger</title>");
});

Deno.test("a run is found by its folder or its name, and a misspelt name is explained", async () => {
  const runs = await Deno.makeTempDir();
  await Deno.mkdir(`${runs}/mnist`);
  assertEquals([
    await existingRunFolder("report on", "mnist", runs),
    await existingRunFolder("report on", `${runs}/mnist`, runs),
  ], [
    `${runs}/mnist`,
    `${runs}/mnist`,
  ]);
  const error = await assertRejects(
    () => existingRunFolder("report on", "mnits", runs),
    UsageError,
    "there is no such folder",
  );
  assertEquals(error.misspelt, { name: "mnits", known: ["mnist"] });
});
