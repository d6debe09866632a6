import { type Tensor, writeAtomically } from "@forger/core";
import { epochPermutation, type Source } from "@forger/data";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { drawPoints, type PlanePoint } from "./_draw_points.ts";
import { requirePoints } from "./_require_points.ts";
import { samplePictures } from "./_sample_pictures.ts";

/** Options of {@linkcode scatterPlot}. */
export interface ScatterPlotOptions {
  /** Steps between pictures. @default {500} */
  readonly every?: number;
  /** Points of either kind in a picture. @default {1000} */
  readonly count?: number;
}

/**
 * Draws real points red and generated ones blue: always the same real ones, and always of the same latents, so that one
 * sees each sample move.
 *
 * `samples/step_000000.svg` is from before the first step, then follows one every `every` steps, and
 * `samples/final.svg` at the end. The axes are the same in all of them: they reach a little beyond the real points, and
 * a line says how many generated points lie further out.
 *
 * Data that are no points, of shape `[2]`, are refused when training begins.
 *
 * @throws {RangeError} If an option is not a positive integer.
 *
 * @example
 * ```ts
 * import { scatterPlot } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scatterPlot({ every: 100, count: 500 }).every, 100);
 * ```
 */
export function scatterPlot(options: ScatterPlotOptions = {}): Plugin {
  const { every = 500, count = 1000 } = options;
  checkPositiveInteger("scatter-plot", "every", every);
  checkPositiveInteger("scatter-plot", "count", count);
  let real: readonly PlanePoint[] = [];
  const pictures = samplePictures({
    every,
    layout: () => ({ count }),
    async write({ samples, path, step, run }) {
      const title = `${run.name}, step ${step.toLocaleString("en")}`;
      await writeAtomically(`${path}.svg`, await drawPoints({ title, real, generated: await readPoints(samples) }));
    },
  });

  return {
    name: "scatter-plot",
    options: { every, count },
    ...pictures,
    async onTrainBegin(run) {
      requirePoints("draw points", run.data);
      real = await somePoints(run.data, count, run.seed);
      await pictures.onTrainBegin(run);
    },
  };
}

/** The first points that training visits, as an even choice may meet a pattern in the data's order. */
async function somePoints(data: Source, count: number, seed: number): Promise<readonly PlanePoint[]> {
  const rows = epochPermutation(data.size, seed, 0).subarray(0, count);
  const points = tf.tidy(() => data.gather(tf.tensor1d(rows, "int32")));
  try {
    return await readPoints(points);
  } finally {
    points.dispose();
  }
}

async function readPoints(points: Tensor): Promise<readonly PlanePoint[]> {
  const values = await points.data();
  return Array.from({ length: values.length / 2 }, (_, row) => [values[2 * row]!, values[2 * row + 1]!] as const);
}
