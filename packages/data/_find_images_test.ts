import { assertEquals, assertRejects } from "@std/assert";
import { findImages } from "./_find_images.ts";

/** Makes a folder of files: a text is what a file holds, `-> x` a link to x. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-find-" });
  for (const [path, content] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    if (content.startsWith("-> ")) await Deno.symlink(content.slice(3), `${folder}/${path}`);
    else await Deno.writeTextFile(`${folder}/${path}`, content);
  }
  return folder;
}

const AUTO = { classes: "auto" } as const;

Deno.test("images are found in all folders, in the order of their names' code points", async () => {
  const folder = await folderOf({
    "b.png": "12345",
    "a.JPG": "1",
    "Z.webp": "1",
    "sub/deep/c.avif": "1",
    "sub/ä.gif": "1",
    "sub-2/d.tiff": "1",
    "notes.txt": "1",
    "list.csv": "1",
    ".hidden.png": "1",
    ".git/e.png": "1",
    "__MACOSX/f.png": "1",
    "Thumbs.db": "1",
  });
  const { files, classes, labels, others, unusable } = await findImages(folder, AUTO);
  assertEquals(Array.from(files, ({ path }) => path), [
    "Z.webp",
    "a.JPG",
    "b.png",
    "sub-2/d.tiff",
    "sub/deep/c.avif",
    "sub/ä.gif",
  ]);
  assertEquals([files.at(2).size, files.at(2).modified], [5, (await Deno.stat(`${folder}/b.png`)).mtime!.getTime()]);
  assertEquals({ classes, labels, others, unusable }, {
    classes: undefined,
    labels: undefined,
    others: 2,
    unusable: [],
  });
});

Deno.test("folders at the top are classes where all images lie in two or more of them", async () => {
  const folder = await folderOf({
    "tulip/b.png": "1",
    "rose/red/a.png": "1",
    "rose/c.png": "1",
    "Lily/d.png": "1",
    "empty/notes.txt": "1",
  });
  const { files, classes, labels } = await findImages(folder, AUTO);
  assertEquals(Array.from(files, ({ path }) => path), ["Lily/d.png", "rose/c.png", "rose/red/a.png", "tulip/b.png"]);
  assertEquals([classes, labels], [["Lily", "rose", "tulip"], Int32Array.of(0, 1, 1, 2)]);
  assertEquals((await findImages(folder, { classes: "none" })).classes, undefined);
});

Deno.test("files and classes are in the order of code points, where names are beyond 16 bits too", async () => {
  const folder = await folderOf({ "😀/a.png": "1", "ﬀ/a.png": "1", "a/a.png": "1" });
  const { files, classes, labels } = await findImages(folder, AUTO);
  assertEquals(Array.from(files, ({ path }) => path), ["a/a.png", "ﬀ/a.png", "😀/a.png"]);
  assertEquals([classes, labels], [["a", "ﬀ", "😀"], Int32Array.of(0, 1, 2)]);
  const labelsFile = `${folder}/labels.csv`;
  await Deno.writeTextFile(labelsFile, "file,label\n😀/a.png,ﬀ\nﬀ/a.png,😀\na/a.png,b");
  const byFile = await findImages(folder, { ...AUTO, labelsFile });
  assertEquals([byFile.classes, byFile.labels], [["b", "ﬀ", "😀"], Int32Array.of(0, 2, 1)]);
});

Deno.test("classes that are none of the three ways are refused", async () => {
  const folder = await folderOf({ "a.png": "1" });
  await assertRejects(
    () => findImages(folder, { classes: "folder" as "folders" }),
    RangeError,
    `Cannot read images of ${folder} as classes must be auto, folders or none: current value is folder`,
  );
});

Deno.test("where classes are insisted on, what is in their way is named", async () => {
  const rule = "must hold two or more folders, one a class, and no image beside them";
  const loose = await folderOf({ "rose/a.png": "1", "tulip/b.png": "1", "c.png": "1" });
  assertEquals((await findImages(loose, AUTO)).classes, undefined);
  await assertRejects(
    () => findImages(loose, { classes: "folders" }),
    RangeError,
    `${rule}: c.png is beside them; with classes "none"`,
  );
  const one = await folderOf({ "rose/a.png": "1", "rose/b.png": "1" });
  assertEquals((await findImages(one, AUTO)).classes, undefined);
  await assertRejects(() => findImages(one, { classes: "folders" }), RangeError, `${rule}: all images are in rose`);
});

Deno.test("links are followed, each folder once, and one in a circle ends", async () => {
  const other = await folderOf({ "x.png": "1", "notes.txt": "1" });
  const folder = await folderOf({
    "a/1.png": "1",
    "a/again": "-> ..",
    "b": "-> a",
    "file.png": `-> ${other}/x.png`,
    "whole": `-> ${other}`,
    "self.png": "-> self.png",
    "gone.png": "-> nowhere.png",
    "gone.txt": "-> nowhere.txt",
  });
  const { files, others, unusable } = await findImages(folder, AUTO);
  assertEquals(Array.from(files, ({ path }) => path), ["a/1.png", "file.png", "whole/x.png"]);
  assertEquals(
    unusable,
    ["gone.png", "self.png"].map((path) => ({
      path,
      reason: "it is a link to nothing, or in a circle",
    })),
  );
  assertEquals(others, 2);
});

Deno.test("empty files are named and not used", async () => {
  const { files, unusable } = await findImages(await folderOf({ "a.png": "1", "b.png": "" }), AUTO);
  assertEquals(Array.from(files, ({ path }) => path), ["a.png"]);
  assertEquals(unusable, [{ path: "b.png", reason: "it is empty" }]);
});

Deno.test({
  name: "folders that may not be read are named and not used, nor is a label for what is in them refused",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0, // the superuser may read all
  async fn() {
    const folder = await folderOf({ "a.png": "1", "locked/c.png": "1" });
    const labelsFile = `${folder}/labels.csv`;
    await Deno.writeTextFile(labelsFile, "file,label\na.png,rose\nlocked/c.png,tulip");
    await Deno.chmod(`${folder}/locked`, 0);
    const { files, unusable, classes } = await findImages(folder, { ...AUTO, labelsFile });
    await Deno.chmod(`${folder}/locked`, 0o755);
    assertEquals([files.length, classes], [1, ["rose"]]);
    assertEquals(unusable, [{ path: "locked", reason: "permission denied" }]);
  },
});

Deno.test("a folder that is missing, a file, or holds no images is refused with what it is", async () => {
  const folder = await folderOf({ "a.txt": "1", "b.md": "1" });
  const begin = "Cannot read images as";
  await assertRejects(
    () => findImages(`${folder}/none`, AUTO),
    RangeError,
    `${begin} ${folder}/none must be a folder: there is nothing of that name`,
  );
  await assertRejects(() => findImages(`${folder}/a.txt`, AUTO), RangeError, "must be a folder: it is a file");
  await assertRejects(
    () => findImages(folder, AUTO),
    RangeError,
    `${begin} ${folder} must hold some, files that end in .png .jpg .jpeg .jfif .webp .avif .gif .tif .tiff .bmp .heic .heif: it holds 2 other files`,
  );
  const bad = await folderOf({ "a.png": "" });
  await assertRejects(
    () => findImages(bad, AUTO),
    RangeError,
    "it holds 0 other files, and 1 that cannot be read, the first being a.png (it is empty)",
  );
});

Deno.test("a file of labels says the classes", async () => {
  const folder = await folderOf({
    "x/a.png": "1",
    "b.png": "1",
    "c.png": "1",
    "labels.csv": '\uFEFFlabel,file,note\ntulip,b.png,\n\nrose , ./x/a.png,big\nrose,c.png,"a, b"\n',
  });
  const { classes, labels } = await findImages(folder, { ...AUTO, labelsFile: `${folder}/labels.csv` });
  assertEquals([classes, labels], [["rose", "tulip"], Int32Array.of(1, 0, 0)]);
});

for (
  const [what, text, message] of [
    [
      "no such columns",
      "name,class\na.png,rose",
      'its first line must name the columns file and label: it is "name,class"',
    ],
    [
      "a file that is not there",
      "file,label\na.png,rose\nb.jpg,rose",
      "line 3 must name an image of FOLDER: there is no b.jpg",
    ],
    [
      "a file twice",
      "file,label\na.png,rose\na.png,lily",
      "line 3 must name an image that has no label yet: a.png has one",
    ],
    [
      "empty lines and a fault below them",
      "file,label\n\n\na.png,rose\n\nb.jpg,rose",
      "line 6 must name an image of FOLDER: there is no b.jpg",
    ],
    [
      "a text of two lines and a fault below it",
      'file,label,note\na.png,rose,"two\nlines"\nb.jpg,rose,',
      "line 4 must name an image of FOLDER: there is no b.jpg",
    ],
    ["too few fields in a line", "file,label\na.png,rose\nb.png", "it must be a table of comma-separated values: "],
    ["an empty label", "file,label\na.png,", "line 2 must give a.png a label: it is empty"],
    [
      "too few files",
      "file,label\na.png,rose",
      "it must give each image of FOLDER a label: there is none for b.png, c.png, d.png and 1 more",
    ],
    ["no table", 'file,label\n"a.png,rose', "it must be a table of comma-separated values: "],
    ["nothing", "", "its first line must name the columns file and label: it is "],
  ] as const
) {
  Deno.test(`a file of labels with ${what} is refused with the line`, async () => {
    const names = ["a.png", "b.png", "c.png", "d.png", "e.png"].map((name) => [name, "1"]);
    const folder = await folderOf({ ...Object.fromEntries(names), "labels.csv": text });
    const labelsFile = `${folder}/labels.csv`;
    await assertRejects(
      () => findImages(folder, { ...AUTO, labelsFile }),
      RangeError,
      `Cannot read labels of ${labelsFile} as ${message.replace("FOLDER", folder)}`,
    );
  });
}

Deno.test("a file of labels may name images that cannot be used, and they have no class", async () => {
  const folder = await folderOf({ "a.png": "1", "b.png": "", "gone.png": "-> nowhere.png", "c.png": "1" });
  const labelsFile = `${folder}/labels.csv`;
  await Deno.writeTextFile(labelsFile, "file,label\nb.png,lily\nc.png,tulip\ngone.png,rose\na.png,rose");
  const { files, classes, labels, unusable } = await findImages(folder, { ...AUTO, labelsFile });
  assertEquals(Array.from(files, ({ path }) => path), ["a.png", "c.png"]);
  assertEquals(unusable.map(({ path }) => path), ["b.png", "gone.png"]);
  assertEquals([classes, labels], [["rose", "tulip"], Int32Array.of(0, 1)]);
});

Deno.test("a file of labels that is missing is refused", async () => {
  const folder = await folderOf({ "a.png": "1" });
  await assertRejects(
    () => findImages(folder, { ...AUTO, labelsFile: `${folder}/labels.csv` }),
    RangeError,
    "it must be a file that can be read: it is missing",
  );
});
