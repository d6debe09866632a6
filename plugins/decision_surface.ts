import { type Tensor, writeAtomically } from "@forger/core";
import type { EncodedPicture } from "@forger/samplers";
import type { Plugin, Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { commonCadence } from "./_common_cadence.ts";
import type { Decision } from "./_decision_pixels.ts";
import { drawDecision } from "./_draw_decision.ts";
import { Film } from "./_film.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import { judgePoints } from "./_judge_points.ts";
import { type PlanePoint, type PlaneRange, planeRange } from "./_plane.ts";
import { readPoints, realPoints } from "./_read_points.ts";
import { refuseOption } from "./_refuse_option.ts";
import { requirePoints } from "./_require_points.ts";
import { roundRange } from "./_round_range.ts";
import { samplePictures } from "./_sample_pictures.ts";

/** Options of {@linkcode decisionSurface}. */
export interface DecisionSurfaceOptions {
  /** Steps between pictures. @default {500} */
  readonly every?: number;
  /** Points of either kind in a picture. @default {500} */
  readonly count?: number;
  /** Steps between frames of `samples/decision.gif`; 0 for no such file. @default {100} */
  readonly film?: number;
  /** The most frames between the first and the last. @default {50} */
  readonly frames?: number;
}

/** So many values a side are asked for; in between they are interpolated, five pixels from one to the next. */
const ACROSS = 113;

/**
 * Draws what the discriminator says over the plane, as a map in colours with a line where it does not know, and on it real
 * points red and generated ones blue: always the same real ones, and always of the same latents.
 *
 * `samples/decision_step_000000.png` is from before the first step, then follows one every `every` steps, and
 * `samples/decision_final.png` at the end; with `film`, `samples/decision.gif` shows the same as an animation, written when
 * training ends. Where a run has more frames in between than `frames`, every second one is dropped and the next ones are
 * taken half as often. Steps at which pictures or frames are due end a call of the trainer: let one of `every` and `film`
 * be a multiple of the other.
 *
 * For losses with logits the map shows D(x), the probability of being real, from 0 to 1, and the line is where it is 0.5. A
 * discriminator that has learned all about a generator that is as good as the data says 0.5 wherever there are points. For
 * other losses it shows the scores: the colours reach as far as the scores of each picture do, and are even about the
 * loss's boundary, where the line is; losses without one, such as the Wasserstein loss, have no line. Conditional
 * discriminators are asked about each point under every label, and the map shows the highest answer. The discriminator is
 * asked as when it is not learning: dropout and noise are off, batch normalization goes by its running averages.
 *
 * It helps to see why a generator moves where it does: it climbs from blue to orange. Flat colours give it nothing to
 * climb, a steep edge round each real point says that the discriminator learns points by heart.
 *
 * @throws {RangeError} If an option is not a positive integer, or `film` is not an integer of 0 or more.
 * @throws {TypeError} When training begins, if the data are no points `[2]`.
 *
 * @example
 * ```ts
 * import { decisionSurface } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decisionSurface({ every: 1000, film: 50 }).every, 50);
 * ```
 */
export function decisionSurface(options: DecisionSurfaceOptions = {}): Plugin {
  const { every = 500, count = 500, film = 100, frames = 50 } = options;
  checkPositiveInteger("decision-surface", "every", every);
  checkPositiveInteger("decision-surface", "count", count);
  if (!(Number.isInteger(film) && film >= 0)) refuseOption("decision-surface", "film", "an integer of 0 or more", film);
  checkPositiveInteger("decision-surface", "frames", frames);
  let real: readonly PlanePoint[] = [];
  let range: PlaneRange;
  let grid: Tensor | undefined;

  const draw = async (generated: readonly PlanePoint[], step: number, run: Run): Promise<EncodedPicture> =>
    drawDecision({
      title: `${run.name}, step ${step.toLocaleString("en")}`,
      real,
      generated,
      range,
      decision: await decide(run, grid!),
      value: run.loss.output === "logit" ? "D(x), probability of being real" : "score, higher for real",
    });
  const pictures = samplePictures({
    every,
    prefix: "decision_",
    layout: () => ({ count }),
    async write({ samples, path, step, run }) {
      const { bytes } = await draw(await readPoints(samples), step, run);
      await writeAtomically(`${path}.png`, bytes);
    },
  });
  const samples = new FixedSamples();
  const decisionFilm = film === 0 ? undefined : new Film({
    every: film,
    frames,
    name: "decision",
    draw: async (run, step) => draw(await samples.use(run, readPoints), step, run),
  });

  return {
    name: "decision-surface",
    options: { every, count, film, frames },
    every: commonCadence(every, film),
    onConfigure: (_experiment, plugins) => decisionFilm?.configure(plugins),
    async onTrainBegin(run) {
      requirePoints("draw what the discriminator says", run.data);
      real = await realPoints(run, count);
      range = planeRange(real);
      grid = gridOver(range);
      await pictures.onTrainBegin(run);
      if (!decisionFilm) return;
      samples.begin(run, { count });
      await decisionFilm.begin(run);
    },
    async onStepEnd(report, run) {
      await pictures.onStepEnd(report, run);
      await decisionFilm?.follow(report, run);
    },
    saveState: () => ({ ...pictures.saveState(), ...decisionFilm?.state }),
    restoreState(state, run) {
      pictures.restoreState(state, run);
      if ("steps" in state) decisionFilm?.restore(state, run);
    },
    async onTrainEnd(reason, run) {
      try {
        await pictures.onTrainEnd(reason, run);
        await decisionFilm?.end(reason, run);
      } finally {
        samples.dispose();
        grid?.dispose();
        grid = undefined;
      }
    },
  };
}

/** The points of the plane that the discriminator is asked about, `[ACROSS * ACROSS, 2]`, row by row from the top. */
function gridOver({ x, y }: PlaneRange): Tensor {
  return tf.tidy(() => {
    const [across, down] = [tf.linspace(x.least, x.greatest, ACROSS), tf.linspace(y.greatest, y.least, ACROSS)];
    const xs = across.reshape([1, ACROSS]).tile([ACROSS, 1]), ys = down.reshape([ACROSS, 1]).tile([1, ACROSS]);
    return tf.stack([xs, ys], 2).reshape([ACROSS * ACROSS, 2]);
  });
}

async function decide(run: Run, grid: Tensor): Promise<Decision> {
  const outputs = judgePoints(run, grid);
  try {
    const values = await outputs.data();
    const { boundary, output } = run.loss;
    return output === "logit"
      ? { values, across: ACROSS, range: [0, 1], boundary: 0.5 }
      : { values, across: ACROSS, range: scoreRange(values as Float32Array, boundary), boundary };
  } finally {
    outputs.dispose();
  }
}

/** From the least to the greatest score, at round numbers; even about the boundary where there is one. */
function scoreRange(values: Float32Array, boundary: number | undefined): readonly [low: number, high: number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [-1, 1];
  const low = Math.min(...finite), high = Math.max(...finite);
  if (boundary === undefined) {
    const { least, greatest } = roundRange(low, high);
    return [least, greatest];
  }
  const { greatest } = roundRange(0, Math.max(high - boundary, boundary - low));
  return [boundary - greatest, boundary + greatest];
}
