import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import sharp from "sharp";
import { photographTraits } from "./photograph.ts";
import { writePhotographs } from "./photograph_folder.ts";
import { writeSmallImages } from "./small_image_folder.ts";

/** What a file says of itself, by its name in the folder. */
async function factsOf(folder: string, name: string): Promise<unknown[]> {
  const { channels, format, height, width } = await sharp(await Deno.readFile(join(folder, name))).metadata();
  return [format, width, height, channels];
}

Deno.test("photographs are files of their traits", async () => {
  const folder = await Deno.makeTempDir();
  await writePhotographs(folder, { count: 24, distinct: 12 });
  for (let file = 0; file < 24; file++) {
    const { format, grey, height, width } = photographTraits(file % 12);
    const name = `class-${file % 12 % 10}/${String(file).padStart(6, "0")}.${format === "png" ? "png" : "jpg"}`;
    assertEquals(await factsOf(folder, name), [format, width, height, grey ? 1 : 3], name);
  }
});

Deno.test("a pixel of a photograph takes as many bytes as in a camera's files", async () => {
  const folder = await Deno.makeTempDir(), bytes = { jpeg: 0, png: 0 }, pixels = { jpeg: 0, png: 0 };
  await writePhotographs(folder, { count: 12, distinct: 12 });
  for (let file = 0; file < 12; file++) {
    const { format, height, width } = photographTraits(file), extension = format === "png" ? "png" : "jpg";
    const name = `class-${file % 10}/${String(file).padStart(6, "0")}.${extension}`;
    bytes[format] += (await Deno.stat(join(folder, name))).size;
    pixels[format] += height * width;
  }
  assertAlmostEquals(bytes.jpeg / pixels.jpeg, 0.2, 0.03);
  assertAlmostEquals(bytes.png / pixels.png, 1.7, 0.15);
});

Deno.test("small images are PNG files of the size", async () => {
  const folder = await Deno.makeTempDir();
  await writeSmallImages(folder, { count: 100, size: 24 });
  assertEquals(await factsOf(folder, "class-3/000003.png"), ["png", 24, 24, 3]);
  assertEquals(await factsOf(folder, "class-5/000099.png"), ["png", 24, 24, 3]); // a further name of image 35
  const read = (name: string) => Deno.readFile(join(folder, name));
  assertEquals(await read("class-5/000099.png"), await read("class-5/000035.png"));
});
