import { writeAtomically } from "@forger/core";
import type { Plugin, Run } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { commonCadence } from "./_common_cadence.ts";
import { drawPoints } from "./_draw_points.ts";
import { Film } from "./_film.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import type { PlanePoint } from "./_plane.ts";
import { rasterize } from "./_rasterize.ts";
import { readPoints, realPoints } from "./_read_points.ts";
import { refuseOption } from "./_refuse_option.ts";
import { requirePoints } from "./_require_points.ts";
import { samplePictures } from "./_sample_pictures.ts";

/** Options of {@linkcode scatterPlot}. */
export interface ScatterPlotOptions {
  /** Steps between pictures. @default {500} */
  readonly every?: number;
  /** Points of either kind in a picture. @default {1000} */
  readonly count?: number;
  /** Steps between frames of `samples/scatter.gif`; 0 for no such file. @default {0} */
  readonly film?: number;
  /** The most frames between the first and the last. @default {50} */
  readonly frames?: number;
}

/**
 * Draws real points red and generated ones blue: always the same real ones, and always of the same latents, so that one
 * sees each sample move.
 *
 * `samples/step_000000.svg` is from before the first step, then follows one every `every` steps, and
 * `samples/final.svg` at the end. The axes are the same in all of them: they reach a little beyond the real points, and
 * a line says how many generated points lie further out.
 *
 * With `film`, `samples/scatter.gif` shows the same as an animation from before the first step to after the last, written
 * when training ends. Where a run has more frames in between than `frames`, every second one is dropped and the next ones
 * are taken half as often. Steps at which pictures or frames are due end a call of the trainer: let one of `every` and
 * `film` be a multiple of the other. With `checkpoints`, frames are files in `samples/.frames/`, as those of `sampleGif`.
 *
 * Data that are no points, of shape `[2]`, are refused when training begins.
 *
 * @throws {RangeError} If an option is not a positive integer, or `film` is not an integer of 0 or more.
 *
 * @example
 * ```ts
 * import { scatterPlot } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scatterPlot({ every: 100, count: 500 }).every, 100);
 * assertEquals(scatterPlot({ every: 500, film: 50 }).every, 50);
 * ```
 */
export function scatterPlot(options: ScatterPlotOptions = {}): Plugin {
  const { every = 500, count = 1000, film = 0, frames = 50 } = options;
  checkPositiveInteger("scatter-plot", "every", every);
  checkPositiveInteger("scatter-plot", "count", count);
  if (!(Number.isInteger(film) && film >= 0)) refuseOption("scatter-plot", "film", "an integer of 0 or more", film);
  checkPositiveInteger("scatter-plot", "frames", frames);
  let real: readonly PlanePoint[] = [];

  const draw = (generated: readonly PlanePoint[], step: number, run: Run): Promise<string> =>
    drawPoints({ title: `${run.name}, step ${step.toLocaleString("en")}`, real, generated });
  const pictures = samplePictures({
    every,
    layout: () => ({ count }),
    async write({ samples, path, step, run }) {
      await writeAtomically(`${path}.svg`, await draw(await readPoints(samples), step, run));
    },
  });
  const samples = new FixedSamples();
  const scatterFilm = film === 0 ? undefined : new Film({
    every: film,
    frames,
    name: "scatter",
    draw: async (run, step) => rasterize(await draw(await samples.use(run, readPoints), step, run)),
  });

  return {
    name: "scatter-plot",
    options: { every, count, film, frames },
    every: commonCadence(every, film),
    onConfigure: (_experiment, plugins) => scatterFilm?.configure(plugins),
    async onTrainBegin(run) {
      requirePoints("draw points", run.data);
      real = await realPoints(run, count);
      await pictures.onTrainBegin(run);
      if (!scatterFilm) return;
      samples.begin(run, { count });
      await scatterFilm.begin(run);
    },
    async onStepEnd(report, run) {
      await pictures.onStepEnd(report, run);
      await scatterFilm?.follow(report, run);
    },
    saveState: () => ({ ...pictures.saveState(), ...scatterFilm?.state }),
    restoreState(state, run) {
      pictures.restoreState(state, run);
      if ("steps" in state) scatterFilm?.restore(state, run);
    },
    async onTrainEnd(reason, run) {
      try {
        await pictures.onTrainEnd(reason, run);
        await scatterFilm?.end(reason, run);
      } finally {
        samples.dispose();
      }
    },
  };
}
