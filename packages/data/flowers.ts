import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkRange } from "./_check_range.ts";
import { checkRows } from "./_check_rows.ts";
import { fingerprintOf } from "./_fingerprint_of.ts";
import { KeptRows } from "./_kept_rows.ts";
import { loadSharp } from "./_load_sharp.ts";
import { openRowStore, type RowKeys } from "./_row_store.ts";
import { drawFlower, type DrawFlowerOptions } from "./draw_flower.ts";
import { FLOWER_SPECIES, type FlowerSpecies } from "./flower_species.ts";
import { checkInteger, checkSpecies } from "./flowers/check_flower_options.ts";
import type { StreamedSource } from "./streamed_source.ts";

/** Options of {@linkcode flowers}. */
export interface FlowersOptions {
  /** Width and height in pixels, from 8 to 1,024. @default {64} */
  readonly size?: number;
  /** How many pictures, up to 10 million. @default {4_000} */
  readonly count?: number;
  /** From 0 to 2^53 - 1: other seeds give other flowers. @default {1} */
  readonly seed?: number;
  /** Which species take turns; their order is that of the labels. @default {all of FLOWER_SPECIES} */
  readonly species?: readonly FlowerSpecies[];
  /** What the least and the greatest part of a colour become: `[0, 1]` for a generator that ends in a sigmoid. @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
  /** Where drawn pictures are kept for the next start. @default the user's cache folder */
  readonly cacheFolder?: string;
  /** Hears what is wrong with the cache. @default writes to standard error */
  readonly onWarning?: (warning: string) => void;
}

const NAME = "flowers", CHANNELS = 3;

/** Other drawings of the same flowers, or another way to render them, are another number: what was kept is drawn anew then. */
const DRAWINGS = 1;

/**
 * Pictures of flowers in colour, drawn when they are wanted: nothing is downloaded. The species is the label.
 *
 * Each flower is drawn by {@linkcode drawFlower}, so it is the same whatever the count, and rendered at the size that is asked
 * for, two to three milliseconds each. Training begins with the first batch and goes on while the others are drawn; what was
 * drawn is kept in a cache on disk, as by `imageFolder`.
 *
 * @returns Images of shape `[size, size, 3]`; of each species as many, but for the remainder.
 * @throws {RangeError} If an option is out of range, or `species` is empty or names one that is unknown or twice.
 *
 * @example
 * ```ts
 * import { flowers } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const garden = await flowers({ count: 6, size: 16, species: ["rose", "tulip"], cacheFolder: await Deno.makeTempDir() });
 * assertEquals([garden.shape, garden.classes], [[16, 16, 3], ["rose", "tulip"]]);
 * assertEquals(garden.labels, Int32Array.of(0, 1, 0, 1, 0, 1));
 * assertEquals((await garden.read(Int32Array.of(3, 0, 1, 2, 4, 5))).length, 6 * 16 * 16 * 3);
 * garden.dispose();
 * ```
 */
export async function flowers(options: FlowersOptions = {}): Promise<StreamedSource> {
  const {
    size = 64,
    count = 4000,
    seed = 1,
    species = FLOWER_SPECIES,
    range = [-1, 1],
    cacheFolder,
    onWarning = (warning) => console.warn(`warning: ${warning}`),
  } = options;
  const action = `create source ${NAME}`;
  checkInteger(action, "size", size, [8, 1024]);
  checkInteger(action, "count", count, [1, 10_000_000]);
  checkInteger(action, "seed", seed, [0, Number.MAX_SAFE_INTEGER]);
  checkSpecies(action, species);
  checkRange(range, `source ${NAME}`);

  const rowBytes = size * size * CHANNELS,
    drawn = { seed, species: [...species] },
    settings = { DRAWINGS, size, ...drawn };
  const keys: RowKeys = { size: count, keyOf: String, rowOf: (key) => Number(key) < count ? Number(key) : undefined };
  const rows = new KeptRows({
    store: await openRowStore({ label: NAME, settings, keys, rowBytes, folder: cacheFolder, onWarning }),
    compute: (index) => renderFlower(index, size, drawn),
    fillsAs: "drawn flowers",
  });
  const shape = [size, size, CHANNELS], [low, high] = range;
  return {
    name: NAME,
    size: count,
    shape,
    range,
    classes: [...species],
    fingerprint: fingerprintOf([settings]),
    labels: Int32Array.from({ length: count }, (_, index) => index % species.length),
    storedShape: shape,
    async read(indices) {
      checkRows(indices, { name: NAME, size: count });
      return await rows.read(indices);
    },
    decode: (bytes: Tensor) => tf.tidy(() => bytes.div(255).mul(high - low).add(low)),
    dispose: () => void rows.close(),
  };
}

/** The pixels of one flower, `[size, size, 3]`. */
async function renderFlower(index: number, size: number, options: DrawFlowerOptions): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { svg } = drawFlower(index, options);
  const sized = svg.replace("<svg ", `<svg width="${size}" height="${size}" `); // `resize` would read the text twice
  return await sharp(new TextEncoder().encode(sized)).removeAlpha().raw().toBuffer();
}
