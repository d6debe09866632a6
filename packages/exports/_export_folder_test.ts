import { assertEquals, assertRejects } from "@std/assert";
import { checkExportFolder, writeExportFolder } from "./_export_folder.ts";
import { README_BEGINNING } from "./_readme.ts";

const CONTENTS = { "model.bin": Uint8Array.of(1, 2, 3), "README.txt": `${README_BEGINNING}: new\n` };

/** A folder to write into, of which nothing is left. */
async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "forger-export-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All files below a folder, with what they hold. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { isDirectory, name } of Deno.readDir(folder)) {
    if (isDirectory) {
      for (const [inner, text] of Object.entries(await filesOf(`${folder}/${name}`))) found[`${name}/${inner}`] = text;
    } else {
      found[name] = await Deno.readTextFile(`${folder}/${name}`);
    }
  }
  return found;
}

const WRITTEN = { "out/model.bin": "\x01\x02\x03", "out/README.txt": CONTENTS["README.txt"] };

Deno.test("an export is written into a new folder, below folders that it makes", () =>
  inFolder(async (folder) => {
    const written = await writeExportFolder(`${folder}/deep/out`, CONTENTS);
    assertEquals(written, { folder: `${folder}/deep/out`, files: ["model.bin", "README.txt"], bytes: 3 + 24 });
    assertEquals(await filesOf(`${folder}/deep`), WRITTEN);
  }));

Deno.test("an empty folder is taken, and an earlier export is replaced with all of its files", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/out`);
    await writeExportFolder(`${folder}/out`, { ...CONTENTS, "model.bin": "old" });
    await writeExportFolder(`${folder}/out`, CONTENTS);
    assertEquals(await filesOf(folder), WRITTEN);
  }));

Deno.test({
  name: "an export behind a link is replaced, and the link stays",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      await Deno.symlink(`${folder}/out`, `${folder}/link`);
      await writeExportFolder(`${folder}/link`, CONTENTS);
      assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
      await Deno.remove(`${folder}/link`);
      assertEquals(await filesOf(folder), WRITTEN);
    }),
});

const OCCUPIED: readonly [name: string, files: Readonly<Record<string, string>>, reason: string][] = [
  ["another file", { "README.txt": README_BEGINNING, "notes.txt": "mine" }, "it holds notes.txt"],
  ["a folder of a file's name", { "model.bin/mine.txt": "mine" }, "it holds model.bin"],
  ["a file of the name, which is not from here", { "model.bin": "mine" }, "its README.txt is none of an export"],
  ["a README of something else", { "README.txt": "# mine" }, "its README.txt is none of an export"],
];

for (const [name, files, reason] of OCCUPIED) {
  Deno.test(`a folder with ${name} is left alone`, () =>
    inFolder(async (folder) => {
      for (const [path, text] of Object.entries(files)) {
        await Deno.mkdir(`${folder}/out/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
        await Deno.writeTextFile(`${folder}/out/${path}`, text);
      }
      const before = await filesOf(folder), message = `an earlier export, which is replaced: ${reason}`;
      await assertRejects(() => writeExportFolder(`${folder}/out`, CONTENTS), RangeError, message);
      await assertRejects(() => checkExportFolder(`${folder}/out`, Object.keys(CONTENTS)), RangeError, message);
      assertEquals(await filesOf(folder), before);
    }));
}

Deno.test("a file in the folder's place is left alone", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/out`, "mine");
    await assertRejects(() => writeExportFolder(`${folder}/out`, CONTENTS), RangeError, "replaced: it is a file");
    assertEquals(await filesOf(folder), { out: "mine" });
  }));

/** Runs a function on a disk that has room for so many files more. */
async function withRoomFor(files: number, run: () => Promise<void>): Promise<void> {
  const { open } = Deno;
  Deno.open = ((path, options) => {
    if (options?.write && files-- <= 0) return Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    return open(path, options);
  }) as typeof Deno.open;
  try {
    await run();
  } finally {
    Deno.open = open;
  }
}

for (const files of [0, 1]) {
  Deno.test(`a disk that is full after ${files} files keeps the earlier export, and nothing else`, () =>
    inFolder(async (folder) => {
      await writeExportFolder(`${folder}/out`, CONTENTS);
      await withRoomFor(files, async () => {
        await assertRejects(
          () => writeExportFolder(`${folder}/out`, { ...CONTENTS, "model.bin": "newer" }),
          Error,
          "the disk is full: free some space",
        );
        await assertRejects(() => writeExportFolder(`${folder}/other`, CONTENTS), Error, "the disk is full");
      });
      assertEquals(await filesOf(folder), WRITTEN);
    }));
}

Deno.test("where the new folder cannot take its place, the earlier export comes back", () =>
  inFolder(async (folder) => {
    await writeExportFolder(`${folder}/out`, CONTENTS);
    const { rename } = Deno;
    Deno.rename = (from, to) =>
      to === `${folder}/out` && !String(from).includes("old") && failures-- > 0
        ? Promise.reject(new Error("it is in use"))
        : rename(from, to);
    let failures = 1;
    try {
      const newer = { ...CONTENTS, "model.bin": "newer" };
      await assertRejects(() => writeExportFolder(`${folder}/out`, newer), Error, "it is in use");
    } finally {
      Deno.rename = rename;
    }
    assertEquals(await filesOf(folder), WRITTEN);
  }));

/** Exports twice into a folder that must stay the same one, where some paths are refused. */
async function assertStays(folder: string, refuse: (path: string) => void): Promise<void> {
  const { mkdir, rename } = Deno;
  Deno.rename = async (from, to) => {
    refuse(String(from));
    await rename(from, to);
  };
  Deno.mkdir = async (path, options) => {
    refuse(String(path));
    await mkdir(path, options);
  };
  try {
    const { ino } = await Deno.stat(`${folder}/out`);
    await writeExportFolder(`${folder}/out`, { ...CONTENTS, "model.bin": "old" });
    await writeExportFolder(`${folder}/out`, CONTENTS);
    assertEquals(await filesOf(folder), WRITTEN);
    assertEquals((await Deno.stat(`${folder}/out`)).ino, ino);
    await withRoomFor(1, async () => {
      const newer = writeExportFolder(`${folder}/out`, { ...CONTENTS, "model.bin": "newer" });
      await assertRejects(() => newer, Error, "the disk is full");
    });
    assertEquals(await filesOf(folder), WRITTEN);
  } finally {
    Object.assign(Deno, { mkdir, rename });
  }
}

const failure = (code: string) => Object.assign(new Error(`refused: ${code}`), { code });

for (const code of ["EBUSY", "EPERM", "EXDEV"]) {
  Deno.test(`a folder that cannot be moved, by ${code}, such as a mount, stays and gets the files`, () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      const place = await Deno.realPath(`${folder}/out`);
      await assertStays(folder, (path) => {
        if (path === place) throw failure(code);
      });
    }));
}

Deno.test("a folder in one that cannot be written stays and gets the files", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/out`);
    const beside = `${await Deno.realPath(folder)}/.`;
    await assertStays(folder, (path) => {
      if (path.startsWith(beside)) throw failure("EACCES");
    });
  }));

Deno.test("the current folder stays, as a shell that is in it would not see another one", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/out`);
    const { realPath } = Deno, place = await realPath(`${folder}/out`);
    Deno.realPath = (path) => path === "." ? Promise.resolve(place) : realPath(path);
    try {
      await assertStays(folder, () => {});
    } finally {
      Deno.realPath = realPath;
    }
  }));
