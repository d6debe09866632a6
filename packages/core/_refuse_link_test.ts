import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { refuseLink } from "./_refuse_link.ts";
import { appendBytes } from "./append_bytes.ts";
import { appendText } from "./append_text.ts";
import { takeFileLock } from "./file_lock.ts";

const WRITERS: readonly (readonly [what: string, write: (path: string) => Promise<unknown>, verb: string])[] = [
  ["appendText()", (path) => appendText(path, "text"), "write"],
  ["appendBytes()", (path) => appendBytes(path, Uint8Array.of(1)), "write"],
  ["takeFileLock()", async (path) => (await takeFileLock(path))[Symbol.dispose](), "lock"],
];
for (const [what, write, verb] of WRITERS) {
  for (const target of ["file", "nothing", "folder"]) {
    Deno.test({
      name: `${what} does not follow a symbolic link to a ${target}, and changes nothing`,
      ignore: Deno.build.os === "windows", // where making one takes a privilege
      fn: async () => {
        const folder = await Deno.makeTempDir(), link = join(folder, "link");
        try {
          await Deno.writeTextFile(join(folder, "file"), "mine\n");
          await Deno.mkdir(join(folder, "folder"));
          await Deno.symlink(target, link);
          const message =
            `Cannot ${verb} ${link} as it must not be a symbolic link, which would lead elsewhere: remove it`;
          assertEquals((await assertRejects(() => write(link), Error)).message, message);
          assertEquals(await Deno.readTextFile(join(folder, "file")), "mine\n");
          assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["file", "folder", "link"]);
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      },
    });
  }
}

Deno.test("refuseLink() has nothing against files, and paths at which there is nothing", async () => {
  const file = await Deno.makeTempFile();
  await refuseLink(file);
  await refuseLink(`${file}-missing`);
  await refuseLink(`${file}/inner`);
  await Deno.remove(file);
});
