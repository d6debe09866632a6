import { assertEquals, assertStringIncludes } from "@std/assert";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { fsckPicture } from "./fsck_picture.ts";

const FOLDER = await Deno.makeTempDir({ prefix: "forger-fsck-" });
const FRAMES = 4, SIDE = 24;

/** A film of noise, of which nothing can be left out. */
async function film(format: "png" | "gif" | "webp"): Promise<Uint8Array> {
  const height = format === "png" ? SIDE : SIDE * FRAMES, bytes = new Uint8Array(SIDE * height * 3);
  for (let index = 0, state = 1; index < bytes.length; index++) {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    bytes[index] = state >>> 24;
  }
  const raw = { width: SIDE, height, channels: 3, ...format !== "png" && { pageHeight: SIDE } } as const;
  return new Uint8Array(await sharp(bytes, { raw }).toFormat(format).toBuffer());
}

for (const format of ["png", "gif", "webp"] as const) {
  Deno.test(`a ${format} file that is whole is fine, and one that is cut off or garbled is not`, async () => {
    const path = `${FOLDER}/film.${format}`, bytes = await film(format);
    await Deno.writeFile(path, bytes);
    assertEquals(await fsckPicture(path), undefined);
    if (format !== "png") assertEquals((await sharp(path, { pages: -1 }).metadata()).pages, FRAMES);
    // of a GIF, frames that are there are shown
    for (const share of format === "gif" ? [0, 0.01] : [0, 0.01, 0.3, 0.7, 0.9]) {
      await Deno.writeFile(path, bytes.subarray(0, Math.floor(share * bytes.length)));
      assertEquals(await fsckPicture(path), "it is cut off or damaged", `cut to ${share}`);
    }
    await Deno.writeFile(path, bytes.map((byte, index) => index > 40 ? byte ^ 0x55 : byte));
    assertEquals(await fsckPicture(path), "it is cut off or damaged");
  });
}

Deno.test("a picture of too many pixels is not decoded", async () => {
  const bytes = await film("png"), view = new DataView(bytes.buffer, bytes.byteOffset), path = `${FOLDER}/large.png`;
  view.setUint32(16, 2 ** 15);
  view.setUint32(20, 2 ** 14);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  await Deno.writeFile(path, bytes);
  assertEquals(await fsckPicture(path), "it has more than 268435456 pixels");
});

Deno.test("a file that went away is said to be so", async () => {
  assertStringIncludes(await fsckPicture(`${FOLDER}/none.png`) ?? "", "No such file");
});
