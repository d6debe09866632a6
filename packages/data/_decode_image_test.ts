import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import sharp, { type Sharp } from "sharp";
import { decodeImage, type ImageSettings, readImageFacts } from "./_decode_image.ts";
import { UnreadableImage } from "./unreadable_image.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-decode-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const SETTINGS: ImageSettings = {
  height: 4,
  width: 8,
  channels: 3,
  fit: "cover",
  background: [255, 255, 255],
  pixelLimit: 1e8,
};

/** Brick red; its grey is 0.2126 R + 0.7152 G + 0.0722 B of linear light, in sRGB. */
const BRICK = [200, 60, 20] as const, GREY = 110;

const brick = () => sharp({ create: { width: 40, height: 20, channels: 3, background: "#c83c14" } });
const glass = () =>
  sharp({ create: { width: 40, height: 20, channels: 4, background: { r: 200, g: 60, b: 20, alpha: 0.5 } } });

const FILES: readonly (readonly [name: string, make: () => Sharp, pixel: readonly number[], within: number])[] = [
  ["colours.png", brick, BRICK, 0],
  ["palette.png", () => brick().png({ palette: true }), BRICK, 0],
  ["colours.jpg", () => brick().jpeg({ quality: 95 }), BRICK, 1],
  ["CAPITALS.JPG", () => brick().jpeg({ quality: 95 }), BRICK, 1],
  ["progressive.jpg", () => brick().jpeg({ progressive: true, quality: 95 }), BRICK, 1],
  ["colours.webp", brick, BRICK, 3],
  ["colours.avif", brick, BRICK, 2],
  ["colours.gif", brick, BRICK, 0],
  ["colours.tiff", () => brick().tiff({ compression: "lzw" }), BRICK, 0],
  ["16 bits.png", () => brick().toColourspace("rgb16").png(), BRICK, 1],
  ["16 bits grey.png", () => brick().toColourspace("grey16").png(), [GREY, GREY, GREY], 1],
  ["grey.png", () => brick().toColourspace("b-w").png(), [GREY, GREY, GREY], 1],
  ["grey.jpg", () => brick().toColourspace("b-w").jpeg({ quality: 95 }), [GREY, GREY, GREY], 2],
  ["cmyk.jpg", () => brick().toColourspace("cmyk").jpeg({ quality: 95 }), [204, 53, 0], 4], // out of the gamut of the inks
  ["cmyk.tif", () => brick().toColourspace("cmyk").tiff({ compression: "lzw" }), [204, 53, 0], 4],
  ["glass.png", glass, BRICK.map((level) => (level + 255) / 2), 1],
  ["glass.webp", () => glass().webp({ lossless: true }), BRICK.map((level) => (level + 255) / 2), 1],
];

for (const [name, make, pixel, within] of FILES) {
  Deno.test(`${name} is decoded to its colours, and to its grey`, async () => {
    const path = `${folder}/${name}`;
    await make().toFile(path);
    const pixels = await decodeImage(path, SETTINGS);
    assertEquals(pixels.length, 4 * 8 * 3);
    pixels.forEach((level, index) => assertAlmostEquals(level, pixel[index % 3]!, within + 0.5, name));
    const grey = await decodeImage(path, { ...SETTINGS, channels: 1 });
    assertEquals(grey.length, 4 * 8);
    const [red, green, blue] = pixel.map((level) => ((level / 255 + 0.055) / 1.055) ** 2.4) as [number, number, number];
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const expected = 255 * (1.055 * light ** (1 / 2.4) - 0.055);
    for (const level of grey) assertAlmostEquals(level, expected, within + 2.5);
    const { width, height } = await readImageFacts(path);
    assertEquals([width, height], [40, 20]);
  });
}

/** A picture of four colours, one in each quarter: at the left red and green, at the right blue and white. */
async function quarters(name: string, { width, height, orientation }: {
  width: number;
  height: number;
  orientation?: number;
}): Promise<string> {
  const pixels = new Uint8Array(width * height * 3).map((_, index) => {
    const x = Math.floor(index / 3) % width, y = Math.floor(index / 3 / width);
    return COLOURS[(x * 2 < width ? 0 : 2) + (y * 2 < height ? 0 : 1)]![index % 3]!;
  });
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  await (orientation === undefined ? image : image.withMetadata({ orientation })).png().toFile(`${folder}/${name}`);
  return `${folder}/${name}`;
}

const COLOURS = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]] as const;

/** Which colour is at the upper left, lower left, upper right, lower right. */
function corners(pixels: Uint8Array, { width, height }: { width: number; height: number }): string {
  const colourAt = (x: number, y: number) => {
    const at = (y * width + x) * 3;
    const [red, green, blue] = [...pixels.slice(at, at + 3)].map((level) => level > 127);
    return red && green ? "w" : red ? "r" : green ? "g" : blue ? "b" : "-";
  };
  return [[0, 0], [0, height - 1], [width - 1, 0], [width - 1, height - 1]].map(([x, y]) => colourAt(x!, y!)).join("");
}

/** Upper left, lower left, upper right, lower right of the picture above, as the EXIF standard has each orientation seen. */
const EXIF_CORNERS: readonly (readonly [orientation: number, corners: string])[] = [
  [1, "rgbw"], // as it is
  [2, "bwrg"], // mirrored left to right
  [3, "wbgr"], // turned by 180 degrees
  [4, "grwb"], // mirrored top to bottom
  [5, "rbgw"], // mirrored along the diagonal from the upper left
  [6, "gwrb"], // turned clockwise
  [7, "wgbr"], // mirrored along the other diagonal
  [8, "brwg"], // turned counterclockwise
];

for (const [orientation, expected] of EXIF_CORNERS) {
  Deno.test(`an image of EXIF orientation ${orientation} is turned as it is seen`, async () => {
    const path = await quarters(`${orientation}.png`, { width: 32, height: 16, orientation });
    const size = orientation < 5 ? { width: 32, height: 16 } : { width: 16, height: 32 };
    const { width, height } = await readImageFacts(path);
    assertEquals({ width, height }, size);
    assertEquals(corners(await decodeImage(path, { ...SETTINGS, ...size }), size), expected);
  });
}

Deno.test("a wide image is cropped to its middle, padded, or distorted", async () => {
  const path = await quarters("wide.png", { width: 400, height: 100 }), size = { width: 8, height: 8 };
  const decode = (fit: ImageSettings["fit"]) => decodeImage(path, { ...SETTINGS, ...size, fit, background: [0, 0, 0] });
  assertEquals(corners(await decode("cover"), size), "rgbw");
  assertEquals(corners(await decode("stretch"), size), "rgbw");
  const padded = await decode("contain");
  assertEquals(corners(padded, size), "----");
  assertEquals(corners(padded.subarray(3 * 8 * 3, 5 * 8 * 3), { width: 8, height: 2 }), "rgbw"); // the two rows in the middle
});

Deno.test("a tiny image is enlarged, and a very tall one reduced", async () => {
  assertEquals(
    corners(await decodeImage(await quarters("tiny.png", { width: 2, height: 2 }), SETTINGS), SETTINGS),
    "rgbw",
  );
  const tall = await quarters("tall.png", { width: 2, height: 9000 });
  assertEquals(corners(await decodeImage(tall, { ...SETTINGS, fit: "stretch" }), SETTINGS), "rgbw");
});

Deno.test("reducing averages, so that a fine pattern becomes grey and not stripes", async () => {
  const pixels = new Uint8Array(512 * 512 * 3).map((_, index) => (Math.floor(index / 3) % 2) * 255);
  await sharp(pixels, { raw: { width: 512, height: 512, channels: 3 } }).png().toFile(`${folder}/stripes.png`);
  for (const level of await decodeImage(`${folder}/stripes.png`, { ...SETTINGS, fit: "stretch" })) {
    assertAlmostEquals(level, 127.5, 3);
  }
});

Deno.test("of an animation the first frame is taken", async () => {
  const strip = new Uint8Array(8 * 24 * 3).map((_, index) => index % 3 === Math.floor(index / (8 * 8 * 3)) ? 255 : 0);
  for (const name of ["film.gif", "film.webp"] as const) {
    const film = sharp(strip, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } });
    await (name === "film.gif" ? film.gif() : film.webp({ lossless: true })).toFile(`${folder}/${name}`);
    assertEquals([...(await decodeImage(`${folder}/${name}`, SETTINGS)).slice(0, 3)], [255, 0, 0]);
  }
});

Deno.test("colours of an embedded profile become those of sRGB", async () => {
  await brick().withIccProfile("p3").png().toFile(`${folder}/p3.png`);
  const raw = await sharp(`${folder}/p3.png`, { ignoreIcc: true }).raw().toBuffer();
  assert(Math.abs(raw[0]! - BRICK[0]) > 5, `the file's own numbers are others: ${raw[0]}`);
  const pixels = await decodeImage(`${folder}/p3.png`, SETTINGS);
  BRICK.forEach((level, channel) => assertAlmostEquals(pixels[channel]!, level, 3));
});

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

const text = new TextEncoder();
const OTHERS: readonly (readonly [what: string, bytes: Uint8Array, reason: string])[] = [
  ["a text", text.encode("a rose is a rose"), "it is no image"],
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

Deno.test("a file that vanished, and one that may not be read, are refused with the reason", async () => {
  await assertRejects(() => decodeImage(`${folder}/none.png`, SETTINGS), UnreadableImage, "none.png: it vanished");
  const path = `${folder}/locked.png`;
  await brick().toFile(path);
  await Deno.chmod(path, 0);
  const mayReadAll = await Deno.open(path).then((file) => (file.close(), true), () => false);
  if (mayReadAll) return; // the superuser
  await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage, "permission denied");
});

Deno.test("an image of too many pixels is refused before it is decoded, and the limit can be raised", async () => {
  const path = `${folder}/bomb.png`;
  const black = { create: { width: 16_000, height: 12_000, channels: 3, background: "#000000" } } as const;
  await sharp(black).png({ compressionLevel: 9 }).toFile(path);
  assertLess((await Deno.stat(path)).size, 1e6);
  const before = Deno.memoryUsage().rss;
  const error = await assertRejects(() => decodeImage(path, SETTINGS), UnreadableImage);
  assertEquals(
    error.reason,
    "it has 16000 x 12000 pixels, more than the limit of 100,000,000, as its decoding could take all memory: " +
      "raise pixelLimit if it is what it should be",
  );
  assertLess(Deno.memoryUsage().rss - before, 50e6);
  const pixels = await decodeImage(path, { ...SETTINGS, pixelLimit: 2e8 });
  assertEquals(Math.max(...pixels), 0);
});
