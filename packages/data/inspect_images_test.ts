import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { imageFolder } from "./image_folder.ts";
import { inspectImages } from "./inspect_images.ts";

/** A picture of soft bands, of which every number makes another one; `greys` leaves its colours out. */
function bands(number: number, { width = 96, height = 96, grey = false } = {}) {
  const pixels = new Uint8Array(width * height * 3).map((_, index) => {
    const [x, y] = [Math.floor(index / 3) % width / width, Math.floor(index / 3 / width) / height];
    const channel = grey ? 0 : index % 3;
    return 127 + 60 * Math.sin((5 + number) * x + number + 2 * channel) + 60 * Math.cos((9 - number) * y + 3 * channel);
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const base = await Deno.makeTempDir({ prefix: "forger-inspect-" });
const folder = `${base}/photos`, cacheFolder = `${base}/cache`;
for (const name of ["cats", "dogs"]) await Deno.mkdir(`${folder}/${name}`, { recursive: true });
await bands(0).png().toFile(`${folder}/cats/0.png`);
await bands(1).jpeg().toFile(`${folder}/cats/1.jpg`);
await bands(2, { width: 300, height: 100 }).png().toFile(`${folder}/cats/wide.png`);
await bands(0).resize(200, 200).jpeg({ quality: 70 }).toFile(`${folder}/dogs/0 again.jpg`);
await bands(3, { grey: true }).png().toFile(`${folder}/dogs/grey.png`);
await bands(4, { width: 20, height: 30 }).ensureAlpha(0.5).png().toFile(`${folder}/dogs/small.png`);
await Deno.writeTextFile(`${folder}/dogs/text.png`, "a dog");
await Deno.writeTextFile(`${folder}/dogs/empty.png`, "");
await Deno.writeTextFile(`${folder}/notes.txt`, "a dog");

Deno.test("a report names what is unreadable, odd, grey among colour and shown twice, and counts the rest", async () => {
  const progress: number[][] = [];
  const report = await inspectImages(folder, { cacheFolder, onProgress: (...all) => void progress.push(all) });
  const { channels, ...rest } = report;
  assertEquals(rest, {
    folder,
    images: 6,
    others: 1,
    unreadable: [{ path: "dogs/empty.png", reason: "it is empty" }, {
      path: "dogs/text.png",
      reason: "it is no image",
    }],
    classes: [{ name: "cats", images: 3 }, { name: "dogs", images: 3 }],
    formats: { png: 4, jpeg: 2 },
    widths: [20, 96, 300],
    heights: [30, 96, 200],
    odd: [
      { path: "cats/wide.png", width: 300, height: 100, reason: "67 % of it is cut off" },
      { path: "dogs/small.png", width: 20, height: 30, reason: "it is enlarged" },
    ],
    greyAmongColour: ["dogs/grey.png"],
    transparent: 1,
    nearDuplicates: [["cats/0.png", "dogs/0 again.jpg"]],
  });
  assertEquals(progress, [[7, 7]]);
  assertEquals(channels.length, 3);
});

Deno.test("how an image fits depends on size and fit", async () => {
  const odd = async (options: Parameters<typeof inspectImages>[1]) =>
    (await inspectImages(folder, { cacheFolder, ...options })).odd.map(({ path, reason }) => `${path}: ${reason}`);
  assertEquals(await odd({ size: 16, fit: "contain" }), ["cats/wide.png: 67 % of what is seen is padding"]);
  assertEquals(await odd({ size: 16, fit: "stretch" }), ["cats/wide.png: it is distorted 3.0 times"]);
  assertEquals(await odd({ size: [16, 30] }), ["dogs/small.png: it is enlarged, 64 % of it is cut off"]);
});

Deno.test("means and deviations are those of the pixels that the network sees, and training begins with what was decoded", async () => {
  const { channels } = await inspectImages(folder, { cacheFolder, size: 24, classes: "none" });
  const source = await imageFolder(folder, { cacheFolder, size: 24, classes: "none", onWarning: () => {} });
  const rows = Int32Array.from([0, 1, 2, 3, 4, 5]); // the last one is unreadable
  const bytes = await source.read(rows);
  source.dispose();
  for (const channel of [0, 1, 2]) {
    const levels = [...bytes].filter((_, index) => index % 3 === channel);
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    const variance = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length;
    assertAlmostEquals(channels[channel]!.mean, mean, 1e-9);
    assertAlmostEquals(channels[channel]!.deviation, Math.sqrt(variance), 1e-9);
  }
});

Deno.test("among grey images no grey one is named, nor where greys are asked for", async () => {
  const grey = `${base}/grey`;
  await Deno.mkdir(grey);
  for (const number of [1, 2, 3]) await bands(number, { grey: true }).png().toFile(`${grey}/${number}.png`);
  await bands(4).png().toFile(`${grey}/4.png`);
  assertEquals((await inspectImages(grey, { cacheFolder })).greyAmongColour, []);
  const { channels, greyAmongColour } = await inspectImages(folder, { cacheFolder, channels: 1 });
  assertEquals([channels.length, greyAmongColour], [1, []]);
});

Deno.test("an unreadable file alone gives a report of it, and no folder is an error", async () => {
  const bad = `${base}/bad`;
  await Deno.mkdir(bad);
  await Deno.writeTextFile(`${bad}/a.png`, "a dog");
  const { images, unreadable, widths } = await inspectImages(bad, { cacheFolder });
  assertEquals([images, unreadable.length, widths], [0, 1, [0, 0, 0]]);
  await assertRejects(() => inspectImages(`${base}/none`, { cacheFolder }), RangeError, "must be a folder");
});
