import { assertEquals, assertRejects } from "@std/assert";
import { createRunFolder } from "./run_folder.ts";

Deno.test("runs of one name are numbered, also when they begin at once", async () => {
  const parent = await Deno.makeTempDir();
  const folders = await Promise.all([1, 2, 3].map(() => createRunFolder(parent, "mnist")));
  assertEquals(folders.toSorted(), [`${parent}/mnist`, `${parent}/mnist-2`, `${parent}/mnist-3`]);
  await Deno.remove(parent, { recursive: true });
});

Deno.test("a path that cannot be a folder is refused with the remedy", async () => {
  const file = await Deno.makeTempFile();
  await assertRejects(
    () => createRunFolder("runs", "mnist", `${file}/run`),
    Error,
    `Cannot write run into ${file}/run as the folder must be writable`,
  );
  await assertRejects(() => createRunFolder("runs", "mnist", `${file}/run`), Error, "Name another with --out");
  await Deno.remove(file);
});
