import { assertEquals } from "@std/assert";
import { byCodePoints } from "./_by_code_points.ts";
import { FoundFiles } from "./_found_files.ts";

/** In order. */
const PATHS = ["A.png", "a-b/c.png", "a.png", "a/b.png", "a/b.png.png", "rosé.png", "写真/花.png", "ﬀ.png", "😀/z.png"];

function filesOf(paths: readonly string[]): FoundFiles {
  const files = new FoundFiles();
  for (const path of paths) files.add({ path, size: PATHS.indexOf(path), modified: 1.7e12 + path.length });
  return files;
}

Deno.test("files come as they were added, with sizes and times beyond 32 bits", () => {
  const files = new FoundFiles(),
    added = PATHS.map((path, index) => ({ path, size: index * 2 ** 40, modified: 1.7e12 }));
  added.forEach((file) => files.add(file));
  assertEquals([files.length, [...files]], [PATHS.length, added]);
  assertEquals([files.at(3), files.path(8)], [added[3]!, "😀/z.png"]);
});

Deno.test("they are sorted by code points, from whatever order", () => {
  assertEquals(PATHS.toSorted(byCodePoints), PATHS);
  for (let turn = 0; turn < PATHS.length; turn++) {
    for (const paths of [[...PATHS.slice(turn), ...PATHS.slice(0, turn)], PATHS.toReversed()]) {
      const files = filesOf(paths);
      files.sort();
      assertEquals([...files], [...filesOf(PATHS)]);
      files.add({ path: "last", size: 1, modified: 2 }); // the columns go on
      assertEquals(files.at(PATHS.length), { path: "last", size: 1, modified: 2 });
    }
  }
});

Deno.test("a path is found where it stands, and no other one is", () => {
  const files = filesOf(PATHS);
  assertEquals(PATHS.map((path) => files.indexOf(path)), PATHS.map((_, index) => index));
  for (const path of ["", "A", "a/b.pn", "a/b.png.pngs", "b", "😀/z.pnh", "~"]) assertEquals(files.indexOf(path), -1);
  assertEquals(new FoundFiles().indexOf("a"), -1);
});

Deno.test("very many files are kept, as the columns grow", () => {
  const files = new FoundFiles(), pathOf = (index: number) => `class/${String(index).padStart(5, "0")}.png`;
  for (let index = 0; index < 20_000; index++) files.add({ path: pathOf(index), size: index, modified: -index });
  files.sort();
  for (let index = 0; index < files.length; index += 997) {
    assertEquals(files.at(index), { path: pathOf(index), size: index, modified: -index });
    assertEquals(files.indexOf(pathOf(index)), index);
  }
});
