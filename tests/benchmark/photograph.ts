import { philoxWords, streamKey } from "@forger/core";

/** What a photograph is like before it is painted. */
export interface PhotographTraits {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  readonly grey: boolean;
  readonly format: "jpeg" | "png";
}

/** In pixels, of the longer and the shorter side. */
const LONGEST = 2000, SHORTEST = 100;

const ASPECTS = [1, 4 / 3, 3 / 2, 16 / 9];

/** Numbers in [0, 1), the same for the same photograph everywhere. */
function fractions(number: number, what: string, count: number): number[] {
  return Array.from(philoxWords(streamKey(number, what, 0), [0, 0, 0, 0], count), (word) => word / 2 ** 32);
}

/**
 * The traits of a photograph, by its number: sides of 100 to 2,000 pixels, square, landscape and portrait; one in four is a PNG
 * file and the others JPEG, one in eight is grey.
 */
export function photographTraits(number: number): PhotographTraits {
  const [length, aspect, turned, grey] = fractions(number, "photograph", 4) as [number, number, number, number];
  const long = Math.round(SHORTEST + (LONGEST - SHORTEST) * length);
  const short = Math.max(SHORTEST, Math.round(long / ASPECTS[Math.floor(aspect * ASPECTS.length)]!));
  const [width, height] = turned < 0.5 ? [long, short] : [short, long];
  return { width, height, grey: grey < 1 / 8, format: number % 4 === 3 ? "png" : "jpeg" };
}

/** Discs and boxes that lie on the background. */
const SHAPES = 14;

/** Standard deviations in steps of grey, of what is seen and of a sensor's noise. */
const GRAIN = 7, NOISE = 1.5;

/** So many numbers are drawn for all noise of a photograph. */
const TABLE = 2 ** 16;

/**
 * Paints a photograph: light that changes smoothly, shaded things before it, and a sensor's noise, so that its files are about
 * as large as those of a camera.
 *
 * @returns `[height, width, channels]`, with 1 channel where it is grey and else 3.
 */
export function paintPhotograph(number: number): Uint8ClampedArray<ArrayBuffer> {
  const { grey, height, width } = photographTraits(number), channels = grey ? 1 : 3;
  const pixels = new Uint8ClampedArray(height * width * channels);
  const draw = fractions(number, "light", 6 * channels);
  for (let channel = 0; channel < channels; channel++) {
    const [level, across, down, frequency, phase, depth] = draw.slice(6 * channel) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const wave = (place: number) => (12 + 20 * depth) * Math.sin(2 * Math.PI * ((1 + 5 * frequency) * place + phase));
    const columns = Float32Array.from(
      { length: width },
      (_, x) => 120 * (across - 0.5) * (x / width) + wave(x / width),
    );
    for (let y = 0; y < height; y++) {
      const row = 60 + 120 * level + 120 * (down - 0.5) * (y / height) + wave(y / height + 0.3);
      let at = y * width * channels + channel;
      for (let x = 0; x < width; x++, at += channels) pixels[at] = row + columns[x]!;
    }
  }
  const shapes = fractions(number, "shapes", 8 * SHAPES);
  for (let shape = 0; shape < SHAPES; shape++) paintShape(pixels, { width, height, channels }, shapes.slice(8 * shape));
  addNoise(pixels, { number, width, channels });
  return pixels;
}

/** Paints a disc or a box that is lit from above. */
function paintShape(
  pixels: Uint8ClampedArray,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  draw: readonly number[],
): void {
  const [left, top, size, kind, ...colour] = draw as [number, number, number, number, ...number[]];
  const radius = (0.03 + 0.15 * size) * Math.max(width, height);
  const [centreX, centreY] = [left * width, top * height];
  const lastY = Math.min(height, Math.ceil(centreY + radius)), lastX = Math.min(width, Math.ceil(centreX + radius));
  for (let y = Math.max(0, Math.floor(centreY - radius)); y < lastY; y++) {
    const light = 1 - 0.35 * (y - centreY) / radius;
    for (let x = Math.max(0, Math.floor(centreX - radius)); x < lastX; x++) {
      if (kind < 0.5 && (x - centreX) ** 2 + (y - centreY) ** 2 > radius ** 2) continue;
      const at = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) pixels[at + channel] = 200 * colour[channel]! * light;
    }
  }
}

/** Adds the grain of what is seen, of 2 x 2 pixels in all colours alike, and noise of each value by itself. */
function addNoise(
  pixels: Uint8ClampedArray,
  { number, width, channels }: { readonly number: number; readonly width: number; readonly channels: number },
): void {
  const words = philoxWords(streamKey(number, "noise", 0), [0, 0, 0, 0], TABLE);
  const bell = Float32Array.from(words, (word) => (bits(word) - 16) / Math.sqrt(8)); // of 32 coins, with deviation 1
  const rowLength = width * channels, place = (y: number) => words[y % TABLE]! % TABLE;
  for (let y = 0, at = 0; at < pixels.length; y++) {
    const grain = place(y >> 1), noise = place(TABLE - 1 - y);
    for (let index = 0; index < rowLength; index++, at++) {
      const x = channels === 1 ? index : (index / 3) | 0;
      pixels[at]! += GRAIN * bell[(grain + (x >> 1)) % TABLE]! + NOISE * bell[(noise + index) % TABLE]!;
    }
  }
}

/** How many bits are set. */
function bits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
