import { encodeImageGrid } from "@forger/samplers";
import type { Plugin } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { Film } from "./_film.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import { imageColumns, imageLayout } from "./_image_layout.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode sampleGif}. */
export interface SampleGifOptions {
  /** Steps between frames. @default {100} */
  readonly every?: number;
  /** Images in a frame. @default {36, or a row of each class where the generator takes labels} */
  readonly count?: number;
  /** Images in a row. @default as many as make the frame about square, or 10 where the generator takes labels */
  readonly columns?: number;
  /** Milliseconds that a frame is shown, from 20 to 1,000, in steps of 10; the last one stays for two seconds. @default {100} */
  readonly frameDelay?: number;
  /** The most frames between the first and the last. @default {100} */
  readonly frames?: number;
}

const LEAST_DELAY = 20, GREATEST_DELAY = 1000;

/**
 * Writes `samples/training.gif`, an animation of how what the generator makes of the same latents changes over training.
 *
 * It begins with a frame from before the first step and ends with one from after the last. Where a run has more frames
 * in between than `frames`, every second one is dropped and the next ones are taken half as often, so that the file and
 * the memory stay small however long the run.
 *
 * The images stand as in `sampleGrid`: of a conditional generator each row shows one class. The file is written when
 * training ends. A run that failed has the frames that were taken before, where there are two or more. With `checkpoints`,
 * frames are files in `samples/.frames/` until then and after, so that a resumed run has all of them.
 *
 * @throws {RangeError} If a number is not a positive integer, or `frameDelay` is out of range.
 *
 * @example
 * ```ts
 * import { sampleGif } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sampleGif({ every: 50, count: 16 }).every, 50);
 * ```
 */
export function sampleGif(options: SampleGifOptions = {}): Plugin {
  const { every = 100, count, columns, frameDelay = 100, frames = 100 } = options;
  checkPositiveInteger("sample-gif", "every", every);
  if (count !== undefined) checkPositiveInteger("sample-gif", "count", count);
  if (columns !== undefined) checkPositiveInteger("sample-gif", "columns", columns);
  checkPositiveInteger("sample-gif", "frames", frames);
  if (!(Number.isInteger(frameDelay / 10) && frameDelay >= LEAST_DELAY && frameDelay <= GREATEST_DELAY)) {
    refuseOption("sample-gif", "frameDelay", "a multiple of 10 milliseconds from 20 to 1000", frameDelay);
  }
  const samples = new FixedSamples();
  const film = new Film({
    every,
    frames,
    name: "training",
    delay: frameDelay,
    draw(run) {
      const options = { columns: imageColumns(run, { columns }), range: run.data.range };
      return samples.use(run, (images) => encodeImageGrid(images, options));
    },
  });

  return {
    name: "sample-gif",
    options: { every, count, columns, frameDelay, frames },
    every,
    onConfigure: (_experiment, plugins) => film.configure(plugins),
    async onTrainBegin(run) {
      samples.begin(run, imageLayout(run, { count, columns }, 36));
      await film.begin(run);
    },
    onStepEnd: (report, run) => film.follow(report, run),
    saveState: () => film.state,
    restoreState: (state, run) => film.restore(state, run),
    async onTrainEnd(reason, run) {
      try {
        await film.end(reason, run);
      } finally {
        samples.dispose();
      }
    },
  };
}
