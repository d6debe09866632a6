import { assertEquals } from "@std/assert";
import { removeLeftovers } from "./remove_leftovers.ts";

async function filesIn(folder: string, inner = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}${inner}`)) {
    if (isDirectory) found.push(...await filesIn(folder, `${inner}/${name}`));
    else found.push(`${inner}/${name}`);
  }
  return found.sort();
}

Deno.test("temporary files and tensors without a description are removed, and nothing else", async () => {
  const run = await Deno.makeTempDir({ prefix: "forger-leftovers-" });
  const kept = [
    "/.notes.partial",
    "/checkpoints/step_00000002.json",
    "/checkpoints/step_00000002.safetensors",
    "/checkpoints/step_00000004.json",
    "/checkpoints/step_2.safetensors",
    "/config.json",
    "/generated/.0001.png.0123abcd.partial", // `sample` may be at work
    "/metrics.0123abcd.partial",
  ];
  const removed = [
    "/.config.json.0123abcd.partial",
    "/best/.best.json.0123abcd.partial",
    "/best/model/.weights.bin.0123abcd.partial",
    "/checkpoints/.step_00000006.json.0123abcd.partial",
    "/checkpoints/step_00000006.safetensors",
    "/model/.weights.bin.0123abcd.partial",
    "/samples/.final.png.0123abcd.partial",
  ];
  for (const path of [...kept, ...removed]) {
    await Deno.mkdir(`${run}${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.writeTextFile(`${run}${path}`, "");
  }
  await removeLeftovers(run);
  assertEquals(await filesIn(run), kept);
});

Deno.test("a link of such a name, and what it leads to, stay", async () => {
  const run = await Deno.makeTempDir({ prefix: "forger-leftovers-" }), other = await Deno.makeTempDir();
  await Deno.writeTextFile(`${other}/.a.0123abcd.partial`, "");
  await Deno.symlink(`${other}/.a.0123abcd.partial`, `${run}/.b.0123abcd.partial`);
  await removeLeftovers(run);
  assertEquals(await filesIn(other), ["/.a.0123abcd.partial"]);
  assertEquals(await filesIn(run), ["/.b.0123abcd.partial"]);
});
