import { encodeImageGrid } from "@forger/samplers";
import type { Plugin, Run, StepLog } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { EventFile } from "./_event_file.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import { imageColumns, imageLayout } from "./_image_layout.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode tensorboard}. */
export interface TensorboardOptions {
  /** Steps between scalars. @default {1} */
  readonly every?: number;
  /** Steps between pictures of generated images; 0 for none. @default {1000} */
  readonly images?: number;
}

/**
 * Writes what steps logged for TensorBoard, into `tensorboard/` of the run's folder; `tensorboard --logdir runs` shows all
 * runs side by side, also while they are training.
 *
 * Every logged value is a scalar. `samples` is a picture of what the generator makes of always the same latents, laid out
 * as by `sampleGrid`: from before the first step, after each `images` steps as soon as a call of the trainer ends, and
 * at the end. Data that are no images have none. `config` is the run's configuration as text.
 *
 * Events are written every two seconds and at the end. Where a run goes back, TensorBoard drops the steps that are done
 * again; likewise where it is resumed, which begins a new file in the same folder.
 *
 * @throws {RangeError} If `every` is not a positive integer, or `images` is not an integer of 0 or more.
 * @see https://www.tensorflow.org/tensorboard
 *
 * @example
 * ```ts
 * import { tensorboard } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tensorboard({ every: 10 }).options, { every: 10, images: 1000 });
 * ```
 */
export function tensorboard(options: TensorboardOptions = {}): Plugin {
  const { every = 1, images = 1000 } = options;
  checkPositiveInteger("tensorboard", "every", every);
  if (!(Number.isInteger(images) && images >= 0)) {
    refuseOption("tensorboard", "images", "an integer of 0 or more", images);
  }
  const samples = new FixedSamples();
  let file: EventFile | undefined;
  let done = 0, reportedAt = 0, shownAt = 0, isFirst = true, showsImages = false;

  async function showImages(run: Run): Promise<void> {
    const layout = { columns: imageColumns(run, {}), range: run.data.range };
    const picture = await samples.use(run, (made) => encodeImageGrid(made, layout));
    file!.add(now(), done, { kind: "image", tag: "samples", picture });
    shownAt = done;
  }

  /** The times of steps are not known: they are spread evenly over the time since the last report. */
  function addScalars(logs: readonly StepLog[]): void {
    const reportedNow = now(), perStep = (reportedNow - reportedAt) / logs.length;
    for (const [index, { step, values }] of logs.entries()) {
      if (step % every === 0) file!.addScalars(reportedAt + (index + 1) * perStep, step, values);
    }
    reportedAt = reportedNow;
  }

  return {
    name: "tensorboard",
    options: { every, images },
    async onTrainBegin(run) {
      [done, shownAt, reportedAt, isFirst] = [run.step, run.step, now(), true];
      file = await EventFile.begin(`${run.folder}/tensorboard`);
      const config = await readConfig(run.folder);
      if (config) file.add(reportedAt, done, { kind: "text", tag: "config", text: asCode(config) });
      showsImages = images > 0 && isImage(run.data.shape);
      if (showsImages) {
        samples.begin(run, imageLayout(run, {}, 64));
        if (done === 0) await showImages(run);
      }
      await file.flush();
    },
    async onStepEnd({ logs, step }, run) {
      const first = logs[0]!.step, isPictureVoid = shownAt >= first;
      // the first report too, as the folder may hold an earlier run's steps, which are done again
      if (first <= done || isFirst) file!.add(reportedAt, first, { kind: "restart" });
      isFirst = false;
      addScalars(logs);
      done = step;
      // a void picture is replaced soon, as TensorBoard's fast loader drops it only when one of an earlier step comes
      const isDue = isPictureVoid || Math.floor(done / images) > Math.floor(shownAt / images);
      if (showsImages && isDue) await showImages(run);
      await file!.flushNowAndThen();
    },
    saveState() {
      file!.flushSync(); // else a run that is resumed from here would lack what is not written yet
      return { shownAt };
    },
    restoreState(state, { step }) {
      if (isFirst) {
        shownAt = Number(state.shownAt);
        return;
      }
      file!.add(reportedAt, step + 1, { kind: "restart" }); // the run went back; a void picture must be known as such
      done = step;
    },
    async onTrainEnd(reason, run) {
      try {
        if (showsImages && reason !== "failed" && shownAt !== done) await showImages(run);
      } finally {
        samples.dispose();
        await file?.flush();
        file = undefined;
      }
    },
  };
}

function now(): number {
  return Date.now() / 1000;
}

function isImage(shape: readonly number[]): boolean {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}

/** The run's configuration, where it has been written. */
async function readConfig(folder: string): Promise<string | undefined> {
  return await Deno.readTextFile(`${folder}/config.json`).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
}

/** As a block of code in Markdown. */
function asCode(text: string): string {
  return text.replace(/^/gm, "    ");
}
