import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import sharp, { type Sharp } from "sharp";
import { decodeImage, type ImageSettings, readImageFacts } from "./_decode_image.ts";

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

Deno.test("the files of 16 bits, of a palette and of inks are what they are named", async () => {
  const factsOf = async (name: string) => await sharp(`${folder}/${name}`).metadata();
  assertEquals((await factsOf("16 bits.png")).depth, "ushort");
  assertEquals((await factsOf("16 bits grey.png")).depth, "ushort");
  assertEquals((await factsOf("palette.png")).isPalette, true);
  assertEquals((await factsOf("progressive.jpg")).isProgressive, true);
  for (const name of ["cmyk.jpg", "cmyk.tif"]) assertEquals((await factsOf(name)).space, "cmyk");
});

Deno.test("a format is known by what is in the file, not by its name", async () => {
  await brick().jpeg({ quality: 95 }).toFile(`${folder}/in truth a jpeg.png`);
  const pixels = await decodeImage(`${folder}/in truth a jpeg.png`, SETTINGS);
  BRICK.forEach((level, channel) => assertAlmostEquals(pixels[channel]!, level, 1.5));
  assertEquals((await readImageFacts(`${folder}/in truth a jpeg.png`)).format, "jpeg");
});

/** Orange, and its grey, as above. */
const ORANGE = [250, 120, 0] as const, ORANGE_GREY = 157;

for (
  const [what, channels] of [["colours", 3], ["colours and transparency", 4], ["grey", 1], [
    "grey and transparency",
    2,
  ]] as const
) {
  for (const bits of ["srgb", "16 bits"]) {
    Deno.test(`a picture of ${what} with ${bits} is laid on a background in colour, and padded by it`, async () => {
      const path = `${folder}/${channels} ${bits}.png`, isSeeThrough = channels % 2 === 0;
      const level = channels > 2 ? [100, 100, 100] : [100];
      const pixel = isSeeThrough ? [...level, 128] : level;
      const image = sharp(Uint8Array.from({ length: 8 * 8 * channels }, (_, index) => pixel[index % channels]!), {
        raw: { width: 8, height: 8, channels },
      });
      const wide = channels > 2 ? "rgb16" : "grey16", narrow = channels > 2 ? "srgb" : "b-w";
      await image.toColourspace(bits === "16 bits" ? wide : narrow).png().toFile(path);
      const written = await sharp(path).metadata();
      assertEquals([written.channels, written.depth], [channels, bits === "16 bits" ? "ushort" : "uchar"]);
      const pixels = await decodeImage(path, { ...SETTINGS, fit: "contain", background: ORANGE });
      const inside = ORANGE.map((back) => isSeeThrough ? (100 * 128 + back * 127) / 255 : 100);
      for (let x = 0; x < 8; x++) { // 4 rows of 8 pixels, of which the middle ones are the picture
        const expected = x < 2 || x > 5 ? ORANGE : inside;
        expected.forEach((level, channel) => assertAlmostEquals(pixels[x * 3 + channel]!, level, 1.5, `${x}`));
      }
      const grey = await decodeImage(path, { ...SETTINGS, channels: 1, fit: "contain", background: ORANGE });
      assertAlmostEquals(grey[0]!, ORANGE_GREY, 1.5);
    });
  }
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

    const large = `${folder}/${orientation}.jpg`;
    await sharp(path).resize(640, 320, { kernel: "nearest" }).withMetadata({ orientation }).jpeg().toFile(large);
    assertEquals((await sharp(large).metadata()).orientation, orientation);
    for (const fit of ["cover", "stretch"] as const) {
      assertEquals(corners(await decodeImage(large, { ...SETTINGS, ...size, fit }), size), expected);
    }
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

Deno.test("a tiny image is enlarged, and very tall and very wide ones reduced", async () => {
  assertEquals(
    corners(await decodeImage(await quarters("tiny.png", { width: 2, height: 2 }), SETTINGS), SETTINGS),
    "rgbw",
  );
  const tall = await quarters("tall.png", { width: 2, height: 9000 });
  assertEquals(corners(await decodeImage(tall, { ...SETTINGS, fit: "stretch" }), SETTINGS), "rgbw");
  const wide = await quarters("very wide.png", { width: 30_000, height: 4 });
  assertEquals(corners(await decodeImage(wide, { ...SETTINGS, fit: "stretch" }), SETTINGS), "rgbw");
  assertEquals(corners(await decodeImage(wide, SETTINGS), SETTINGS), "rgbw");
});

Deno.test("reducing averages, so that a fine pattern becomes grey and not stripes", async () => {
  const pixels = new Uint8Array(512 * 512 * 3).map((_, index) => (Math.floor(index / 3) % 2) * 255);
  await sharp(pixels, { raw: { width: 512, height: 512, channels: 3 } }).png().toFile(`${folder}/stripes.png`);
  for (const level of await decodeImage(`${folder}/stripes.png`, { ...SETTINGS, fit: "stretch" })) {
    assertAlmostEquals(level, 127.5, 3);
  }
});

Deno.test("of an animation the first frame is taken, and of several pages the first", async () => {
  const strip = new Uint8Array(8 * 24 * 3).map((_, index) => index % 3 === Math.floor(index / (8 * 8 * 3)) ? 255 : 0);
  const film = () => sharp(strip, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } });
  for (
    const [name, image] of [
      ["film.gif", film().gif()],
      ["film.webp", film().webp({ lossless: true })],
      ["pages.tiff", film().tiff({ compression: "lzw" })],
    ] as const
  ) {
    const path = `${folder}/${name}`;
    await image.toFile(path);
    assertEquals((await sharp(path).metadata()).pages, 3);
    const pixels = await decodeImage(path, SETTINGS);
    pixels.forEach((level, index) => assertEquals(level, index % 3 === 0 ? 255 : 0, name));
  }
});

Deno.test("colours of an embedded profile become those of sRGB", async () => {
  await brick().withIccProfile("p3").png().toFile(`${folder}/p3.png`);
  const raw = await sharp(`${folder}/p3.png`, { ignoreIcc: true }).raw().toBuffer();
  assert(Math.abs(raw[0]! - BRICK[0]) > 5, `the file's own numbers are others: ${raw[0]}`);
  const pixels = await decodeImage(`${folder}/p3.png`, SETTINGS);
  BRICK.forEach((level, channel) => assertAlmostEquals(pixels[channel]!, level, 3));
});
