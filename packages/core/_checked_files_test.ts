import { assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  type CheckedFile,
  type FileIdentity,
  identify,
  isSettled,
  isUnchanged,
  readChecked,
  writeChecked,
} from "./_checked_files.ts";

const FILE: FileIdentity = { bytes: 5, modified: 1000, changed: 2000, inode: 7, device: 8 };
const CHECKED: CheckedFile = { ...FILE, sha256: "ab" };

Deno.test("isUnchanged() wants all that the system says to be as it was, and the hash the one that is wanted", () => {
  assertEquals(isUnchanged(FILE, CHECKED, "ab"), true);
  for (const name of ["bytes", "modified", "changed", "inode", "device"] as const) {
    assertEquals(isUnchanged({ ...FILE, [name]: 9 }, CHECKED, "ab"), false, name);
  }
  assertEquals(isUnchanged(FILE, CHECKED, "cd"), false);
  assertEquals(isUnchanged(FILE, CHECKED, undefined), false);
  assertEquals(isUnchanged(FILE, undefined, "ab"), false);
  assertEquals(isUnchanged(FILE, undefined, undefined), false);
});

Deno.test("isUnchanged() takes no file for the same where the system cannot tell", () => {
  for (const name of ["changed", "inode"] as const) {
    const file = { ...FILE, [name]: null };
    assertEquals(isUnchanged(file, { ...file, sha256: "ab" }, "ab"), false, name);
  }
});

Deno.test("isSettled() says whether the next change will show in a time of whole seconds", () => {
  assertEquals(isSettled(FILE, 3999), false);
  assertEquals(isSettled(FILE, 4000), true);
  assertEquals(isSettled({ ...FILE, changed: null }, 1e12), false);
});

Deno.test({
  name: "identify() sees that a file was written to, replaced, or written to and set back to its old time",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = join(folder, "a.so");
      await Deno.writeTextFile(path, "12345");
      const old = new Date(2020, 0, 1);
      await Deno.utime(path, old, old);
      const before = await identify(path);
      assertEquals([before.bytes, before.modified], [5, old.getTime()]);
      await Deno.writeTextFile(join(folder, "b.so"), "54321");
      await Deno.utime(join(folder, "b.so"), old, old);
      assertEquals((await identify(join(folder, "b.so"))).inode === before.inode, false);
      await new Promise((resolve) => setTimeout(resolve, 1100)); // the system counts changes in whole seconds
      await Deno.writeTextFile(path, "54321");
      await Deno.utime(path, old, old);
      const { changed, ...others } = await identify(path);
      assertEquals(others, { bytes: 5, modified: old.getTime(), inode: before.inode, device: before.device });
      assertEquals(changed! > before.changed!, true);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("readChecked() gives what was written, and nothing where there is nothing of use", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assertEquals(await readChecked(folder), {});
    await writeChecked(folder, { "a/b.so": CHECKED });
    assertEquals(await readChecked(folder), { "a/b.so": CHECKED });
    for (const text of ["", "{", "null", "5", "{}", '{"files":null}']) {
      await Deno.writeTextFile(join(folder, "checked.json"), text);
      assertEquals(await readChecked(folder), {}, text);
    }
    await writeChecked(join(folder, "checked.json"), {}); // where it cannot be written, nothing happens
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
