import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { isInstalled, writeManifest } from "./_installed.ts";

Deno.test("isInstalled() wants the manifest and every file at its full size", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assertEquals(await isInstalled(join(folder, "missing")), false);
    await Deno.mkdir(join(folder, "a"));
    await Deno.writeTextFile(join(folder, "a", "b.so"), "12345");
    assertEquals(await isInstalled(folder), false);
    await writeManifest(folder, { "a/b.so": 5 });
    assertEquals(await isInstalled(folder), true);
    await Deno.writeTextFile(join(folder, "a", "b.so"), "1234");
    assertEquals(await isInstalled(folder), false);
    await Deno.remove(join(folder, "a"), { recursive: true });
    assertEquals(await isInstalled(folder), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("isInstalled() takes a damaged manifest as nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const text of ["", "{", "{}", "null"]) {
      await Deno.writeTextFile(join(folder, "manifest.json"), text);
      assertEquals(await isInstalled(folder), false, JSON.stringify(text));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
