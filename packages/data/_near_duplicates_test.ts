import { assert, assertEquals } from "@std/assert";
import sharp from "sharp";
import { findNearDuplicates, fingerprint, type SmallPicture } from "./_near_duplicates.ts";

/** A picture of soft spots, of which every number makes another one. */
function spots(number: number, side = 64): SmallPicture {
  let state = number * 2654435761 + 1 >>> 0;
  const random = () => (state = state * 1664525 + 1013904223 >>> 0) / 2 ** 32;
  const all = Array.from({ length: 12 }, () => ({ x: random(), y: random(), width: 0.1 + 0.2 * random() }))
    .map((spot) => ({ ...spot, heights: [random(), random(), random()].map((height) => 300 * height - 150) }));
  const pixels = new Uint8Array(side * side * 3).map((_, index) => {
    const [x, y] = [Math.floor(index / 3) % side / side, Math.floor(index / 3 / side) / side];
    const sum = all.reduce(
      (sum, spot) =>
        sum + spot.heights[index % 3]! * Math.exp(-(((x - spot.x) ** 2 + (y - spot.y) ** 2) / spot.width ** 2)),
      120,
    );
    return Math.max(0, Math.min(255, sum));
  });
  return { width: side, height: side, channels: 3, pixels };
}

/** The same picture after JPEG compression, or after another way to the same size. */
async function again({ width, height, pixels }: SmallPicture, quality: number): Promise<SmallPicture> {
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } }).resize(200, 180, { fit: "fill" })
    .jpeg({ quality }).toBuffer();
  const decoded = await sharp(jpeg).resize(width, height, { fit: "fill" }).raw().toBuffer();
  return { width, height, channels: 3, pixels: new Uint8Array(decoded) };
}

const groupsOf = (pictures: readonly SmallPicture[]): number[][] => findNearDuplicates(pictures.map(fingerprint));

Deno.test("pictures stored anew are found beside the first ones, and different ones are not", async () => {
  const pictures = Array.from({ length: 60 }, (_, number) => spots(number));
  assertEquals(groupsOf(pictures), []);
  pictures.push(await again(pictures[7]!, 60), await again(pictures[7]!, 90), await again(pictures[50]!, 40));
  assertEquals(groupsOf(pictures), [[7, 60, 61], [50, 62]]);
});

Deno.test("plain pictures are alike where their colours are", () => {
  const plain = (red: number, green: number): SmallPicture => ({
    width: 16,
    height: 16,
    channels: 3,
    pixels: new Uint8Array(768).map((_, index) => [red, green, 40][index % 3]!),
  });
  assertEquals(groupsOf([plain(200, 10), plain(10, 200), plain(202, 11), plain(120, 120)]), [[0, 2]]);
});

Deno.test("a mirrored or a brighter picture is another one", () => {
  const picture = spots(3), mirrored = spots(3), brighter = spots(3);
  for (let y = 0; y < 64; y++) {
    for (let x = 0; x < 64; x++) {
      for (let channel = 0; channel < 3; channel++) {
        mirrored.pixels[(y * 64 + x) * 3 + channel] = picture.pixels[(y * 64 + 63 - x) * 3 + channel]!;
      }
    }
  }
  brighter.pixels.forEach((value, index) => brighter.pixels[index] = Math.min(255, value + 30));
  assertEquals(groupsOf([picture, mirrored, brighter]), []);
});

Deno.test("pictures smaller than the grid, and of one channel, have fingerprints too", () => {
  const small = (value: number): SmallPicture => ({
    width: 4,
    height: 3,
    channels: 1,
    pixels: Uint8Array.from({ length: 12 }, (_, index) => index * value),
  });
  assertEquals(groupsOf([small(20), small(2), small(20)]), [[0, 2]]);
});

Deno.test("a bit is set where the next cell to the right is brighter", () => {
  const ramp: SmallPicture = {
    width: 9,
    height: 8,
    channels: 1,
    pixels: Uint8Array.from({ length: 72 }, (_, index) => index < 36 ? index % 9 * 10 : 100 - index % 9 * 10),
  };
  const { bits, cells } = fingerprint(ramp);
  assertEquals(bits.map((half) => half >>> 0), [0xffffffff, 0]);
  assertEquals(cells, ramp.pixels);
});

Deno.test("thousands of equal pictures are grouped without comparing all pairs", () => {
  const one = fingerprint(spots(1));
  const groups = findNearDuplicates(Array.from({ length: 20_000 }, () => one));
  assertEquals(groups.length, 1);
  assert(groups[0]!.every((index, place) => index === place) && groups[0]!.length === 20_000);
});
