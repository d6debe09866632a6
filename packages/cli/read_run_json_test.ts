import { assertEquals, assertRejects } from "@std/assert";
import { readRunJson } from "./read_run_json.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-run-json-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

Deno.test("JSON of a run is read", async () => {
  await Deno.writeTextFile(`${folder}/config.json`, '{"name":"mine"}');
  assertEquals(await readRunJson(`${folder}/config.json`), { name: "mine" });
});

Deno.test("what is missing, no JSON, a folder or too large is refused", async () => {
  await Deno.writeTextFile(`${folder}/cut.json`, '{"name":');
  await Deno.mkdir(`${folder}/folder.json`);
  await Deno.writeTextFile(`${folder}/large.json`, "");
  await Deno.truncate(`${folder}/large.json`, 2 ** 24 + 1);
  await assertRejects(() => readRunJson(`${folder}/none.json`), Deno.errors.NotFound);
  await assertRejects(() => readRunJson(`${folder}/cut.json`), SyntaxError);
  await assertRejects(() => readRunJson(`${folder}/folder.json`), RangeError, "folder.json as it must be a file");
  await assertRejects(
    () => readRunJson(`${folder}/large.json`),
    RangeError,
    "at most 16777216 bytes: current size is 16777217",
  );
});

Deno.test({
  name: "a link to something without an end is refused at once",
  ignore: Deno.build.os === "windows", // there is no such file
  async fn() {
    await Deno.symlink("/dev/zero", `${folder}/link.json`);
    await assertRejects(() => readRunJson(`${folder}/link.json`), RangeError, "link.json as it must be a file");
  },
});
