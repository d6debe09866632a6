import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { decodeImage, type ImageSettings, readImageFacts } from "./_decode_image.ts";
import { UnreadableImage } from "./unreadable_image.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-refused-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const SETTINGS: ImageSettings = {
  height: 4,
  width: 8,
  channels: 3,
  fit: "cover",
  background: [255, 255, 255],
  pixelLimit: 1e8,
};

/** Noise, of which every byte counts. */
const noise = () =>
  sharp(Uint8Array.from({ length: 60_000 }, (_, index) => (index * index * 31 + index * 7) % 251), {
    raw: { width: 200, height: 100, channels: 3 },
  });

for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
  Deno.test(`a ${format} file that is cut off is refused, wherever it is cut`, async () => {
    const whole = await noise().toFormat(format).toBuffer(), path = `${folder}/cut.${format}`;
    await Deno.writeFile(path, whole);
    assertEquals((await decodeImage(path, SETTINGS)).length, 96);
    for (const share of [0.02, 0.3, 0.7, 0.95]) {
      await Deno.writeFile(path, whole.subarray(0, Math.floor(whole.length * share)));
      await assertRejects(
        () => decodeImage(path, SETTINGS),
        UnreadableImage,
        `Cannot read image ${path}: it is cut off or damaged`,
      );
    }
  });
}

for (const format of ["jpeg", "png"] as const) {
  for (const fit of ["cover", "contain", "stretch"] as const) {
    Deno.test(`a tall ${format} file that lacks its last bytes is refused with fit ${fit}, though they may not be seen`, async () => {
      const tall = sharp(
        Uint8Array.from({ length: 600 * 900 * 3 }, (_, index) => (index * index * 31 + index * 7) % 251),
        {
          raw: { width: 600, height: 900, channels: 3 },
        },
      );
      const path = `${folder}/tall ${fit}.${format}`, settings = { ...SETTINGS, height: 64, width: 64, fit };
      const whole = await tall.toFormat(format).toBuffer(), followed = new Uint8Array(whole.length + 1000);
      await Deno.writeFile(path, whole);
      const pixels = await decodeImage(path, settings);
      for (const share of [0.5, 0.9, 0.97, 0.995]) {
        await Deno.writeFile(path, whole.subarray(0, Math.floor(whole.length * share)));
        await assertRejects(() => decodeImage(path, settings), UnreadableImage, "it is cut off or damaged");
      }
      followed.set(whole);
      await Deno.writeFile(path, followed);
      assertEquals(await decodeImage(path, settings), pixels, "what follows an image does not matter");
    });
  }
}

/** A plain TIFF file of 8 by 8 equal pixels, written by hand, as the library writes no extra channels. */
function plainTiff(pixel: readonly number[], { colours }: { colours: 1 | 3 }): Uint8Array {
  const count = pixel.length, data = 8 * 8 * count, offset = 8 + data, lists = offset + 2 + 10 * 12 + 4;
  const file = new Uint8Array(lists + 4 * count), view = new DataView(file.buffer), short = 3, long = 4;
  file.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, offset, true);
  for (let at = 0; at < 64; at++) file.set(pixel, 8 + at * count);
  const extra = count - colours, photometric = colours === 3 ? 2 : 1;
  const sizes = Array(count).fill(8), samples = Array(extra).fill(0);
  const tags = [
    [256, short, [8]], // width
    [257, short, [8]], // height
    [258, short, sizes], // bits of a sample
    [259, short, [1]], // not compressed
    [262, short, [photometric]],
    [273, long, [8]], // where the pixels begin
    [277, short, [count]], // samples of a pixel
    [278, short, [8]], // rows of a strip
    [279, long, [data]], // its bytes
    [338, short, samples], // extra samples
  ] as const;
  view.setUint16(offset, tags.length, true);
  let free = lists;
  for (const [index, [tag, type, values]] of tags.entries()) {
    const entry = offset + 2 + index * 12, bytes = type === short ? 2 : 4;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, values.length, true);
    let at = entry + 8;
    if (bytes * values.length > 4) {
      view.setUint32(at, free, true);
      [at, free] = [free, free + bytes * values.length];
    }
    values.forEach((value, place) => view.setUint16(at + place * bytes, value, true));
  }
  return file;
}

Deno.test("a TIFF file with channels beside those of colours and transparency is refused, not misread", async () => {
  const path = `${folder}/channels.tiff`;
  await Deno.writeFile(path, plainTiff([200, 60, 20, 255], { colours: 3 }));
  assertEquals([...(await decodeImage(path, SETTINGS)).subarray(0, 3)], [200, 60, 20]);
  for (
    const [pixel, colours, wanted] of [
      [[100, 255, 9], 1, [1, 3]],
      [[200, 60, 20, 255, 9], 3, [1, 3]],
      [[100, 255, 9, 5], 1, [3]], // asked for grey, the library gives no sign of them
    ] as const
  ) {
    await Deno.writeFile(path, plainTiff(pixel, { colours }));
    for (const channels of wanted) {
      await assertRejects(
        () => decodeImage(path, { ...SETTINGS, channels }),
        UnreadableImage,
        "it has channels beside those of colours and transparency: convert it to PNG",
        `${pixel} as ${channels}`,
      );
    }
  }
});

Deno.test("an SVG file is refused whatever its name is, and nothing of it is drawn", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  for (const beginning of ["", '<?xml version="1.0"?>', "\ufeff", " \n<!-- a -->", "<!DOCTYPE svg>"]) {
    for (const name of ["drawing.png", "drawing.svg"]) {
      const path = `${folder}/${name}`, message = `Cannot read image ${path}: SVG is not supported: convert it to PNG`;
      await Deno.writeTextFile(path, beginning + svg);
      await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage, message);
      await assertRejects(() => readImageFacts(path), UnreadableImage, message);
    }
  }
  const path = `${folder}/padded.png`; // what the library finds further on
  await Deno.writeTextFile(path, " ".repeat(200) + svg);
  await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage, "it is no image");
});

Deno.test("an AVIF file that begins as a HEIC file does is read, and is cut off where it is", async () => {
  const path = `${folder}/general.avif`, whole = await noise().avif().toBuffer();
  whole.write("mif1", 8);
  await Deno.writeFile(path, whole);
  assertEquals((await decodeImage(path, SETTINGS)).length, 96);
  await Deno.writeFile(path, whole.subarray(0, Math.floor(whole.length / 2)));
  await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage, "it is cut off or damaged");
});

const text = new TextEncoder();
const OTHERS: readonly (readonly [what: string, bytes: Uint8Array, reason: string])[] = [
  ["a text", text.encode("a rose is a rose"), "it is no image"],
  ["a text that begins like a BMP file", text.encode("BMW makes cars, and no images"), "it is no image"],
  ["an empty file", new Uint8Array(), "it is empty"],
  ["a BMP file", text.encode("BM" + "\0".repeat(60)), "BMP is not supported: convert it to PNG"],
  ["a HEIC file", text.encode("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"), "HEIC is not supported: convert it to JPEG"],
  ["the beginning of a PNG file alone", Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), "it is cut off or damaged"],
];

for (const [what, bytes, reason] of OTHERS) {
  Deno.test(`${what} that is named like an image is refused with the reason`, async () => {
    const path = `${folder}/other.png`;
    await Deno.writeFile(path, bytes);
    for (const read of [() => decodeImage(path, SETTINGS), () => readImageFacts(path)]) {
      const error = await assertRejects(read, UnreadableImage);
      assertEquals([error.message, error.path, error.reason], [`Cannot read image ${path}: ${reason}`, path, reason]);
    }
  });
}

Deno.test("a file that vanished is refused with the reason, and may be back later", async () => {
  const error = await assertRejects(() => decodeImage(`${folder}/none.png`, SETTINGS), UnreadableImage);
  assertEquals([error.message, error.lasts], [`Cannot read image ${folder}/none.png: it vanished`, false]);
});

Deno.test({
  name: "a file that may not be read is refused with the reason",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0, // the superuser may read all
  async fn() {
    const path = `${folder}/locked.png`;
    await noise().toFile(path);
    await Deno.chmod(path, 0);
    const error = await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage);
    assertEquals([error.message, error.lasts], [`Cannot read image ${path}: permission denied`, false]);
  },
});

/** A PNG file of black pixels, one bit each, written by hand, as the library would take long. */
function blackPng(side: number): Uint8Array {
  const header = new Uint8Array(13), view = new DataView(header.buffer);
  view.setUint32(0, side);
  view.setUint32(4, side);
  header[8] = 1; // bits of a pixel
  const rows = deflateSync(new Uint8Array(side * (1 + Math.ceil(side / 8))), { level: 9 });
  const chunks = ([["IHDR", header], ["IDAT", rows], ["IEND", new Uint8Array()]] as const).map(([name, content]) => {
    const chunk = new Uint8Array(12 + content.length), view = new DataView(chunk.buffer);
    view.setUint32(0, content.length);
    chunk.set(text.encode(name), 4);
    chunk.set(content, 8);
    view.setUint32(8 + content.length, crc32(chunk.subarray(4, 8 + content.length)));
    return chunk;
  });
  return Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, ...chunks.flatMap((chunk) => [...chunk])]);
}

Deno.test("an image of too many pixels is refused before it is decoded", async () => {
  const path = `${folder}/bomb.png`;
  await Deno.writeFile(path, blackPng(30_000));
  assertLess((await Deno.stat(path)).size, 1e6);
  const before = Deno.memoryUsage().rss;
  const error = await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage);
  assertEquals(
    [error.reason, error.lasts],
    [
      "it has 30000 x 30000 pixels, more than the limit of 100,000,000, as its decoding could take all memory: " +
      "raise pixelLimit if it is what it should be",
      false,
    ],
  );
  assertLess(Deno.memoryUsage().rss - before, 50e6);
});

Deno.test("the limit of pixels is the greatest number that is read", async () => {
  const path = `${folder}/black.png`;
  await Deno.writeFile(path, blackPng(100));
  await assertRejects(
    () => decodeImage(path, { ...SETTINGS, pixelLimit: 9_999 }),
    UnreadableImage,
    "the limit of 9,999",
  );
  assertEquals(Math.max(...await decodeImage(path, { ...SETTINGS, pixelLimit: 10_000 })), 0);
});
