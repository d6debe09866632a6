import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { writeLinkedImages } from "./linked_images.ts";

Deno.test("a folder has as many files as are wanted, in folders of ten classes, and few images", async () => {
  const folder = await Deno.makeTempDir();
  const made: number[] = [];
  await writeLinkedImages(folder, {
    count: 30,
    distinct: 12,
    atOnce: 2,
    make(number) {
      made.push(number);
      return Promise.resolve({ extension: number === 3 ? "png" : "jpg", bytes: Uint8Array.of(number) });
    },
  });
  assertEquals(made.toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assertEquals(await namesIn(folder, "class-0"), [
    "000000.jpg",
    "000010.jpg",
    "000012.jpg",
    "000022.jpg",
    "000024.jpg",
  ]);
  assertEquals(await namesIn(folder, "class-3"), ["000003.png", "000015.png", "000027.png"]);
  assertEquals(await namesIn(folder, "class-9"), ["000009.jpg", "000021.jpg"]);
  assertEquals(await Deno.readFile(join(folder, "class-0", "000022.jpg")), Uint8Array.of(10));
  assertEquals((await Deno.stat(join(folder, "class-3", "000027.png"))).nlink, Deno.build.os === "windows" ? null : 3);
});

async function namesIn(folder: string, name: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(join(folder, name)), (entry) => entry.name)).toSorted();
}
