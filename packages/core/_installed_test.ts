import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { contentsOf } from "./_contents_of.ts";
import { checkInstallation, type CheckInstallationOptions, type Installation, writeManifest } from "./_installed.ts";

/** SHA-256 of `12345` and of `one`. */
const SHA256 = {
  "a/b.so": "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5",
  "c.so": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
};
const FILES = { "a/b.so": 5, "c.so": 3 };
const CONTENTS = contentsOf(SHA256);

interface Tools {
  readonly folder: string;
  /** Checks, at a time at which all changes are long ago. */
  check(options?: CheckInstallationOptions): Promise<Installation>;
  /** The bytes that were read by the checks since the last call. */
  read(): number;
}

/** Declares a test in a folder with an installation of two files. */
function testCheck(name: string, fn: (tools: Tools) => Promise<void>): void {
  Deno.test({
    name: `checkInstallation() ${name}`,
    ignore: Deno.build.os === "windows", // where the system does not tell when a file was changed
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.mkdir(join(folder, "a"));
        await Deno.writeTextFile(join(folder, "a", "b.so"), "12345");
        await Deno.writeTextFile(join(folder, "c.so"), "one");
        const long = new Date(2021, 0, 1); // as what is written at once may get the same time
        for (const path of Object.keys(FILES)) await Deno.utime(join(folder, path), long, long);
        await writeManifest(folder, { files: FILES, sha256: SHA256 });
        let bytes = 0;
        const now = () => Date.now() + 10_000, onBytes = (_: number, total: number) => void (bytes = total);
        const check = (options?: CheckInstallationOptions) =>
          checkInstallation(folder, CONTENTS, { now, onBytes, ...options });
        const read = () => [bytes, bytes = 0][0]!;
        await fn({ folder, check, read });
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

const entries = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

testCheck(
  "reads each file once, and again where it was written to, replaced or touched",
  async ({ folder, check, read }) => {
    assertEquals([await check(), read()], [{ isWhole: true }, 8]);
    assertEquals([await check(), read()], [{ isWhole: true }, 0]);
    await Deno.writeTextFile(join(folder, "other"), "one");
    await Deno.rename(join(folder, "other"), join(folder, "c.so"));
    assertEquals([await check(), read()], [{ isWhole: true }, 3]);
    await Deno.utime(join(folder, "a", "b.so"), new Date(), new Date(2020, 0, 1));
    assertEquals([await check(), read()], [{ isWhole: true }, 5]);
    assertEquals([await check(), read()], [{ isWhole: true }, 0]);
    assertEquals(entries(folder), ["a", "c.so", "checked.json", "manifest.json"]);
  },
);

testCheck("finds a file with other bytes of the same length", async ({ folder, check }) => {
  const damaged = { isWhole: false, damage: "a/b.so has not the SHA-256 that it had when it was unpacked" };
  assertEquals(await check(), { isWhole: true });
  await Deno.writeTextFile(join(folder, "a", "b.so"), "12346");
  assertEquals(await check(), damaged);
  assertEquals(await check(), damaged); // once more, as nothing was noted of it
  await Deno.writeTextFile(join(folder, "a", "b.so"), "12345");
  assertEquals(await check(), { isWhole: true });
});

testCheck("does not rely on a time that the next change may leave as it is", async ({ check, read }) => {
  assertEquals([await check({ now: Date.now }), read()], [{ isWhole: true }, 8]);
  assertEquals([await check({ now: Date.now }), read()], [{ isWhole: true }, 8]);
  assertEquals([await check(), read()], [{ isWhole: true }, 8]);
  assertEquals([await check({ now: Date.now }), read()], [{ isWhole: true }, 0]);
});

testCheck("takes no manifest as no installation", async ({ folder, check }) => {
  await Deno.remove(join(folder, "manifest.json"));
  assertEquals(await check(), { isWhole: false });
  assertEquals(await checkInstallation(join(folder, "missing"), CONTENTS), { isWhole: false });
});

testCheck("finds a damaged manifest", async ({ folder, check }) => {
  for (const text of ["", "{", "{}", "null", "5", '{"files":null}']) {
    await Deno.writeTextFile(join(folder, "manifest.json"), text);
    assertEquals(await check(), { isWhole: false, damage: "its manifest.json cannot be read" }, text);
  }
});

testCheck("finds a file that is missing, too short or too long", async ({ folder, check, read }) => {
  for (const text of ["1234", "123456"]) {
    await Deno.writeTextFile(join(folder, "a", "b.so"), text);
    assertEquals((await check()).damage, `a/b.so has ${text.length} bytes instead of 5`);
  }
  await Deno.remove(join(folder, "a"), { recursive: true });
  assertEquals([await check(), read()], [{ isWhole: false, damage: "a/b.so is missing" }, 0]);
});

testCheck("believes no manifest that says something else than the packages hold", async ({ folder, check }) => {
  const damaged = { isWhole: false, damage: "its files have not the SHA-256 of those in TensorFlow's packages" };
  assertEquals(await check(), { isWhole: true });
  await Deno.writeTextFile(join(folder, "c.so"), "two");
  const two = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";
  await writeManifest(folder, { files: FILES, sha256: { ...SHA256, "c.so": two } });
  assertEquals(await check(), damaged);
  await writeManifest(folder, { files: FILES });
  assertEquals(await check(), damaged);
  for (const sha256 of [SHA256, undefined]) {
    await writeManifest(folder, { files: { "a/b.so": 5 }, ...sha256 && { sha256 } }); // one that leaves out what is changed
    assertEquals(await check(), damaged);
  }
});

testCheck("judges what an earlier version unpacked, and notes its hashes", async ({ folder, check, read }) => {
  await writeManifest(folder, { files: FILES });
  assertEquals([await check(), read()], [{ isWhole: true }, 8]);
  assertEquals(JSON.parse(await Deno.readTextFile(join(folder, "manifest.json"))), { files: FILES, sha256: SHA256 });
  assertEquals([await check(), read()], [{ isWhole: true }, 0]);
});

testCheck("can be ended", async ({ check }) => {
  await assertRejects(() => check({ signal: AbortSignal.abort(new Error("enough")) }), Error, "enough");
});
