import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { appendText } from "./append_text.ts";
import { writeAtomically } from "./write_atomically.ts";

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();

Deno.test("writeAtomically replaces the file and leaves nothing beside it", async () => {
  const folder = await Deno.makeTempDir();
  await writeAtomically(`${folder}/a.txt`, "first, and longer");
  await writeAtomically(`${folder}/a.txt`, new TextEncoder().encode("second"));
  assertEquals(await Deno.readTextFile(`${folder}/a.txt`), "second");
  assertEquals(names(folder), ["a.txt"]);
});

Deno.test("writeAtomically makes the folders on the way", async () => {
  const folder = await Deno.makeTempDir();
  await writeAtomically(`${folder}/b/c/a.bin`, Uint8Array.of(1, 2, 3));
  assertEquals(await Deno.readFile(`${folder}/b/c/a.bin`), Uint8Array.of(1, 2, 3));
});

Deno.test("writeAtomically writes more than one system call takes", async () => {
  const file = `${await Deno.makeTempDir()}/large.bin`;
  const data = Uint8Array.from({ length: 5_000_001 }, (_, index) => index % 251);
  await writeAtomically(file, data);
  assertEquals(await Deno.readFile(file), data);
});

/** Runs a function while a method of Deno throws an error of the system. */
async function whileFailing(method: "rename" | "open", code: string, run: () => Promise<void>): Promise<void> {
  const original = Deno[method];
  (Deno as Record<string, unknown>)[method] = () =>
    Promise.reject(Object.assign(new Error(`${code} (os error)`), { code }));
  try {
    await run();
  } finally {
    (Deno as Record<string, unknown>)[method] = original;
  }
}

for (
  const [code, remedy] of [
    ["ENOSPC", "free some space"],
    ["EACCES", "allow writing to the folder"],
    ["EROFS", "read-only"],
    ["EIO", "EIO (os error)"],
  ] as const
) {
  Deno.test(`a write that fails with ${code} keeps the old file and says: ${remedy}`, async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/a.txt`;
    await writeAtomically(file, "old");
    await whileFailing("rename", code, async () => {
      const error = await assertRejects(() => writeAtomically(file, "new"), Error, `Cannot write ${file}: `);
      assertStringIncludes(error.message, remedy);
      assertEquals((error.cause as { code: string }).code, code);
    });
    assertEquals(await Deno.readTextFile(file), "old");
    assertEquals(names(folder), ["a.txt"]);
  });
}

Deno.test("a file in the place of a folder is named with the remedy", async () => {
  const file = await Deno.makeTempFile();
  await assertRejects(
    () => writeAtomically(`${file}/a.txt`, ""),
    Error,
    `Cannot write ${file}/a.txt: a part of the path is a file`,
  );
});

Deno.test("a folder in the place of the file is named, and nothing is left beside it", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/a.txt`);
  await assertRejects(
    () => writeAtomically(`${folder}/a.txt`, ""),
    Error,
    `Cannot write ${folder}/a.txt: it is a folder`,
  );
  assertEquals(names(folder), ["a.txt"]);
});

Deno.test({
  name: "a full disk is said to be full, whether a file is written or appended to",
  ignore: Deno.build.os !== "linux", // /dev/full is a device of Linux
  fn: async () => {
    await assertRejects(() => appendText("/dev/full", "text"), Error, "Cannot write /dev/full: the disk is full");
  },
});

Deno.test("appendText names the missing folder's file", async () => {
  const file = `${await Deno.makeTempDir()}/missing/a.txt`;
  await assertRejects(() => appendText(file, "text"), Error, `Cannot write ${file}: the folder is missing`);
});
