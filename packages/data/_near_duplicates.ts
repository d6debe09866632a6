/** A picture's pixels, row by row, each of 1 or 3 channels from 0 to 255. */
export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** What {@linkcode findNearDuplicates} compares. */
export interface Fingerprint {
  /** For each cell of a grid of 8 x 8, whether it is clearly darker than the next one to the right: 64 bits. */
  readonly bits: readonly [number, number];
  /** The mean of each channel in each cell. */
  readonly cells: Uint8Array;
}

const ROWS = 8, COLUMNS = 9;

/** A neighbour that is brighter by less than so many levels may be so by compression alone. */
const CLEARLY = 3;

/** Fingerprints of one picture, stored twice, differ by at most so many bits; a multiple of bands less one is found without comparing all pairs. */
const MOST_BITS = 3, BANDS = 4;

/** The cells of such pictures differ by less than so many levels on average. */
const MOST_LEVELS = 4;

/** Takes a picture's fingerprint (a difference hash, and the colours). */
export function fingerprint({ width, height, channels, pixels }: SmallPicture): Fingerprint {
  const cells = new Uint8Array(ROWS * COLUMNS * channels);
  const edge = (index: number, cells: number, length: number) => Math.floor(index * length / cells);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const top = edge(row, ROWS, height), bottom = Math.max(top + 1, edge(row + 1, ROWS, height));
      const left = edge(column, COLUMNS, width), right = Math.max(left + 1, edge(column + 1, COLUMNS, width));
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) sum += pixels[(y * width + x) * channels + channel]!;
        }
        cells[(row * COLUMNS + column) * channels + channel] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  const bits: [number, number] = [0, 0];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      const at = (row * COLUMNS + column) * channels;
      let rise = 0;
      for (let channel = 0; channel < channels; channel++) {
        rise += cells[at + channels + channel]! - cells[at + channel]!;
      }
      if (rise / channels >= CLEARLY) bits[row >> 2]! |= 1 << ((row & 3) * 8 + column);
    }
  }
  return { bits, cells };
}

/**
 * Finds pictures that show the same, though they may differ in size, format and compression.
 *
 * @returns Groups of two or more, each of indices in rising order, by their first ones.
 */
export function findNearDuplicates(pictures: readonly Fingerprint[]): number[][] {
  const leaders = pictures.map((_, index) => index);
  const leaderOf = (index: number): number => {
    while (leaders[index] !== index) index = leaders[index] = leaders[leaders[index]!]!;
    return index;
  };
  for (let band = 0; band < BANDS; band++) {
    const buckets = new Map<number, number[]>();
    for (const [index, { bits }] of pictures.entries()) {
      const key = bits[band >> 1]! >>> (16 * (band & 1)) & 0xffff;
      const bucket = buckets.get(key);
      if (!bucket) {
        buckets.set(key, [index]);
        continue;
      }
      // one of each group is enough to compare with, so that thousands of equal pictures do not take millions of comparisons
      const compared = new Set<number>();
      let isAlone = true;
      for (const other of bucket) {
        const leader = leaderOf(other);
        if (compared.has(leader)) continue;
        if (leaderOf(index) === leader) {
          isAlone = false;
          continue;
        }
        compared.add(leader);
        if (!areAlike(pictures[other]!, pictures[index]!)) continue;
        join(leaders, leader, leaderOf(index));
        isAlone = false;
      }
      if (isAlone) bucket.push(index);
    }
  }
  const groups = new Map<number, number[]>();
  for (const index of pictures.keys()) {
    const leader = leaderOf(index);
    groups.set(leader, [...groups.get(leader) ?? [], index]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** The lower one leads, so that groups come in the order of their first ones. */
function join(leaders: number[], first: number, second: number): void {
  leaders[Math.max(first, second)] = Math.min(first, second);
}

function areAlike(first: Fingerprint, second: Fingerprint): boolean {
  const apart = countBits(first.bits[0] ^ second.bits[0]) + countBits(first.bits[1] ^ second.bits[1]);
  if (apart > MOST_BITS) return false;
  const levels = first.cells.reduce((sum, level, index) => sum + Math.abs(level - second.cells[index]!), 0);
  return levels < MOST_LEVELS * first.cells.length;
}

/** How many of 32 bits are set. */
function countBits(value: number): number {
  let bits = value - (value >>> 1 & 0x55555555);
  bits = (bits & 0x33333333) + (bits >>> 2 & 0x33333333);
  return ((bits + (bits >>> 4) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
