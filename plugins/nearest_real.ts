import type { Tensor } from "@forger/core";
import { epochPermutation, readRows } from "@forger/data";
import { type NearestRows, nearestRows, type RealRows, writeNearestPairs } from "@forger/samplers";
import type { Plugin, Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import { refuseOption } from "./_refuse_option.ts";
import { requireImages } from "./_require_images.ts";
import { stepName } from "./_sample_pictures.ts";

/** Options of {@linkcode nearestReal}. */
export interface NearestRealOptions {
  /** Steps between pictures. @default {500} */
  readonly every?: number;
  /** Pairs in a picture: the most alike of those that are compared. @default {10} */
  readonly count?: number;
  /** How many generated images are compared with real ones, of always the same latents. @default {100, or `count` where that is more} */
  readonly samples?: number;
  /** With how many real images they are compared: the first ones that training visits, at least 2. @default {5000} */
  readonly among?: number;
}

/** How many real images are compared with others, and at most which share of all. */
const MOST_HELD = 100, LARGEST_SHARE = 0.2;

/**
 * Shows generated images beside the real ones that are nearest to them, and logs how near they are: so one sees whether the
 * generator makes images of its own, or repeats those that it was trained on.
 *
 * `samples/nearest_step_000500.png` and so on, and `samples/nearest_final.png` at the end, show the `count` generated
 * images that are nearest to a real one, right of that one. The distance of two images is the root mean square difference of
 * their values. Logged are means of it, after every `every` steps and after the last one:
 *
 * - `nearest/fake`: from a generated image to the nearest real one
 * - `nearest/real`: from a real image to the nearest other real one, the same in all steps
 * - `nearest/ratio`: the first of the two divided by the second
 *
 * A generator that draws from the same distribution as the data has a ratio of about 1: its images are as far from those
 * of the training set as real images are from each other. Above 1 they are unlike anything real, as at the beginning. Well
 * below 1, nearing 0, it repeats images; the picture then shows the same image twice. Blurred images lower the ratio
 * too, as a mean is near to everything, so look before judging; and do not take a ratio of 1 for a proof: pixels differ
 * though an image was only moved or mirrored.
 *
 * However large the data, only `among` real images are read, anew each time, as the memory is for training. To measure real
 * ones, 100 of these, or a fifth where there are fewer than 500, are compared with the rest.
 *
 * @throws {RangeError} If an option is not a positive integer, `samples` is less than `count`, or `among` is 1; when training
 * begins, if the data have fewer than two rows.
 * @throws {TypeError} When training begins, if the data are no images of 1 or 3 channels.
 *
 * @example
 * ```ts
 * import { nearestReal } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearestReal({ every: 1000 }).options, { every: 1000, count: 10, samples: 100, among: 5000 });
 * ```
 */
export function nearestReal(options: NearestRealOptions = {}): Plugin {
  const { every = 500, count = 10, samples = Math.max(100, count), among = 5000 } = options;
  checkPositiveInteger("nearest-real", "every", every);
  checkPositiveInteger("nearest-real", "count", count);
  if (!(Number.isInteger(samples) && samples >= count)) {
    refuseOption("nearest-real", "samples", `an integer of ${count} or more, the images in a picture`, samples);
  }
  if (!(Number.isInteger(among) && among >= 2)) {
    refuseOption("nearest-real", "among", "an integer of 2 or more, as one is compared with the rest", among);
  }
  const fixed = new FixedSamples();
  let rows: Int32Array = new Int32Array();
  let betweenReal = 0;

  async function compare(run: Run, picture: string | undefined): Promise<number> {
    return await fixed.use(run, async (images) => {
      if (!await areFinite(images)) return NaN; // a generator that diverged is near to nothing
      const found = await nearestRows(images, realRows(run, rows));
      if (picture) await drawNearest(run, { images, rows, found, count, file: `${run.folder}/samples/${picture}.png` });
      return meanDistance(found);
    });
  }

  return {
    name: "nearest-real",
    options: { every, count, samples, among },
    every,
    async onTrainBegin(run) {
      requirePictures(run);
      rows = epochPermutation(run.data.size, run.seed, 0).slice(0, among);
      betweenReal = await distanceBetweenReal(run, rows);
      fixed.begin(run, { count: samples });
    },
    onStepEnd: {
      order: "pre", // so that those who show logs see them
      async handler({ step }, run) {
        const distance = await compare(run, step % every === 0 ? `nearest_${stepName(step)}` : undefined);
        run.log("nearest/fake", distance);
        run.log("nearest/real", betweenReal);
        run.log("nearest/ratio", distance / betweenReal);
      },
    },
    async onTrainEnd(reason, run) {
      try {
        if (reason !== "failed") await compare(run, "nearest_final");
      } finally {
        fixed.dispose();
      }
    },
  };
}

function requirePictures({ data }: Run): void {
  requireImages("find images nearest to those of", data);
  if (data.shape[2] !== 1 && data.shape[2] !== 3) {
    throw new TypeError(
      `Cannot draw images of ${data.name} as they must have 1 or 3 channels: current shape is [${data.shape}]`,
    );
  }
  if (data.size < 2) {
    throw new RangeError(
      `Cannot find nearest images of ${data.name} as it must have at least 2 rows: current size is ${data.size}`,
    );
  }
}

/** Some rows of a run's data, as they are searched. */
function realRows({ data }: Run, rows: Int32Array): RealRows {
  return { size: rows.length, read: (indices) => readRows(data, Array.from(indices, (index) => rows[index]!)) };
}

/** How far some real images are from the nearest of the others. */
async function distanceBetweenReal(run: Run, rows: Int32Array): Promise<number> {
  const held = Math.min(MOST_HELD, Math.max(1, Math.floor(LARGEST_SHARE * rows.length)));
  const images = await readRows(run.data, [...rows.subarray(rows.length - held)]);
  try {
    return meanDistance(await nearestRows(images, realRows(run, rows.subarray(0, rows.length - held))));
  } finally {
    images.dispose();
  }
}

/** What a picture of pairs is made of. */
interface NearestPicture {
  readonly images: Tensor;
  readonly rows: Int32Array;
  readonly found: NearestRows;
  /** How many of them are shown. */
  readonly count: number;
  readonly file: string;
}

/** Draws those that are nearest to a real one. */
async function drawNearest(run: Run, { images, rows, found, count, file }: NearestPicture): Promise<void> {
  const { distances, indices } = found;
  const shown = [...distances.keys()].sort((first, second) => distances[first]! - distances[second]!).slice(0, count);
  const samples = tf.tidy(() => tf.gather(images, tf.tensor1d(shown, "int32")));
  try {
    const nearest = Int32Array.from(shown, (sample) => rows[indices[sample]!]!);
    await writeNearestPairs(samples, realRows(run, nearest), file, { range: run.data.range });
  } finally {
    samples.dispose();
  }
}

function meanDistance({ distances }: NearestRows): number {
  return distances.reduce((sum, square) => sum + Math.sqrt(square), 0) / distances.length;
}

async function areFinite(images: Tensor): Promise<boolean> {
  const all = tf.tidy(() => tf.isFinite(images).all());
  try {
    return (await all.data())[0] === 1;
  } finally {
    all.dispose();
  }
}
