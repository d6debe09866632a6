import { crc32c } from "@forger/core";
import { encodeImageGrid } from "@forger/samplers";
import type { EndReason, Plugin, Run, StepLog } from "@forger/trainers";
import { Cadence } from "./_cadence.ts";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { EventFile } from "./_event_file.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import { flatSettings } from "./_flat_settings.ts";
import { GradientCopies } from "./_gradient_copies.ts";
import { imageColumns, imageLayout } from "./_image_layout.ts";
import { keepEvents } from "./_keep_events.ts";
import { networkTable } from "./_network_table.ts";
import { gradientHistograms, weightHistograms } from "./_parameter_histograms.ts";
import { PendingWarnings } from "./_pending_warnings.ts";
import { refuseOption } from "./_refuse_option.ts";
import { writeSessionEnd, writeSessionStart } from "./_session_files.ts";
import type { SummaryValue } from "./_summary_value.ts";

/** Options of {@linkcode tensorboard}. */
export interface TensorboardOptions {
  /** Steps between scalars. @default {1} */
  readonly every?: number;
  /** Steps between pictures of generated images; 0 for none. @default {1000} */
  readonly images?: number;
  /** Steps between histograms of the weights; 0 for none. @default {500} */
  readonly histograms?: number;
  /** Whether there are histograms of the gradients, too: of steps 1, 1 + `histograms` and so on. @default {false} */
  readonly gradients?: boolean;
}

/**
 * Writes what steps logged for TensorBoard, into `tensorboard/` of the run's folder; `tensorboard --logdir runs` shows all
 * runs side by side, also while they are training.
 *
 * - Scalars: every logged value.
 * - Images: `samples` is a picture of what the generator makes of always the same latents, laid out as by `sampleGrid`. Data
 *   that are no images have none.
 * - Histograms and distributions: `weights/…` of each of both networks' weights, in 30 buckets, and with `gradients` those
 *   of the gradients as they are before plugins change them, of the step's last update. A weight that is not finite is left out.
 * - Text: `config` is the run's configuration, `networks/…` are tables of the networks' layers, `warnings` what plugins
 *   warned of.
 * - HParams: the run's settings, and the values of all scalars; runs in one `--logdir` are rows of one table.
 *
 * Pictures and histograms are made before the first step, after each `images` or `histograms` steps as soon as a call of the
 * trainer ends, and at the end; between two of them they cost nothing. Events are written every two seconds and at the end.
 * Where a run goes back, TensorBoard drops the steps that are done again. Where it is resumed, a new file goes on in the same
 * folder, and what was written of steps that are done again is removed; where events from before are missing, as a power cut
 * may take the last ones, it says so.
 *
 * @throws {RangeError} If `every` is not a positive integer, `images` or `histograms` is not an integer of 0 or more, or
 * `gradients` is not true or false, or true without `histograms`.
 * @see https://www.tensorflow.org/tensorboard
 *
 * @example
 * ```ts
 * import { tensorboard } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * const { options } = tensorboard({ every: 10, histograms: 1000 });
 * assertEquals(options, { every: 10, images: 1000, histograms: 1000, gradients: false });
 * ```
 */
export function tensorboard(options: TensorboardOptions = {}): Plugin {
  const { every = 1, images = 1000, histograms = 500, gradients = false } = options;
  checkPositiveInteger("tensorboard", "every", every);
  checkCadence("images", images);
  checkCadence("histograms", histograms);
  if (typeof gradients !== "boolean" || gradients && histograms === 0) {
    refuseOption("tensorboard", "gradients", "true or false, and false without histograms", gradients);
  }
  const samples = new FixedSamples(), copies = new GradientCopies();
  let file: EventFile | undefined, warnings = new PendingWarnings();
  let pictures = new Cadence(images), weights = new Cadence(histograms);
  let begun = 0, done = 0, reportedAt = 0, isFirst = true, showsImages = false;
  /** The settings' text, and its checksum; whether it has to be written still. */
  let config = "", checksum = 0, isDescribed = false;
  /** The last step that has scalars; where training goes on, the last one of which there are events still. */
  let written = 0, kept = 0;

  async function showImages(run: Run): Promise<void> {
    const layout = { columns: imageColumns(run, {}), range: run.data.range };
    const picture = await samples.use(run, (made) => encodeImageGrid(made, layout));
    file!.add(now(), done, { kind: "image", tag: "samples", picture });
    pictures.shownAt = done;
  }

  async function showWeights({ networks }: Run): Promise<void> {
    addAll(done, await weightHistograms(networks));
    weights.shownAt = done;
  }

  function addAll(step: number, values: readonly SummaryValue[]): void {
    const time = now();
    for (const value of values) file!.add(time, step, value);
  }

  /** Adds what does not change from step to step. */
  function describe({ networks }: Run): void {
    const asCode = config.replace(/^/gm, "    "); // in Markdown
    addAll(done, [
      { kind: "text", tag: "config", text: asCode },
      { kind: "text", tag: "networks/discriminator", text: networkTable(networks.discriminator) },
      { kind: "text", tag: "networks/generator", text: networkTable(networks.generator) },
    ]);
    isDescribed = true;
  }

  function addWarnings(): void {
    for (const { step, text } of warnings.take()) {
      file!.add(now(), Math.max(step, begun), { kind: "text", tag: "warnings", text });
    }
  }

  /** The times of steps are not known: they are spread evenly over the time since the last report. */
  function addScalars(logs: readonly StepLog[]): void {
    const perStep = (now() - reportedAt) / logs.length;
    for (const [index, { step, values }] of logs.entries()) {
      if (step % every !== 0) continue;
      file!.addScalars(reportedAt + (index + 1) * perStep, step, values);
      written = step;
    }
  }

  /** Shows what is due after a call of the trainer. */
  async function show(first: number, run: Run): Promise<void> {
    if (pictures.isDue(first, done) && showsImages) await showImages(run);
    if (weights.isDue(first, done)) await showWeights(run);
    const computed = done - (done - 1) % histograms; // the last step with gradients
    if (gradients && computed >= first) addAll(computed, await gradientHistograms(run.networks, copies));
  }

  async function close(reason: EndReason, run: Run): Promise<void> {
    if (!file) return; // it could not be begun
    if (reason !== "failed") {
      if (showsImages && pictures.shownAt !== done) await showImages(run);
      if (weights.isWanted && weights.shownAt !== done) await showWeights(run);
    }
    addWarnings();
    await file.flush();
    const status = reason === "failed" ? "failure" : "success";
    await writeSessionEnd(folderOf(run), done, { status, time: now() });
  }

  return {
    name: "tensorboard",
    options: { every, images, histograms, gradients },
    async onTrainBegin(run) {
      [begun, done, reportedAt, written] = [run.step, run.step, now(), 0];
      [isFirst, isDescribed] = [true, false];
      [pictures, weights] = [new Cadence(images), new Cadence(histograms)];
      pictures.shownAt = weights.shownAt = done;
      config = JSON.stringify(run.config, null, 2);
      checksum = crc32c(new TextEncoder().encode(config));
      if (gradients) copies.begin(run.networks);
      const folder = folderOf(run);
      await writeSessionStart(folder, { settings: flatSettings(run.config), time: reportedAt });
      if (done > 0) kept = await keepEvents(folder, done);
      file = await EventFile.begin(folder);
      showsImages = pictures.isWanted && isImage(run.data.shape);
      if (showsImages) samples.begin(run, imageLayout(run, {}, 64));
      if (done === 0) {
        describe(run);
        if (showsImages) await showImages(run);
        if (weights.isWanted) await showWeights(run);
      }
      reportedAt = now();
      await file.flush();
    },
    ...gradients && {
      transformGradients: {
        order: "pre",
        every: histograms,
        handler(computed, { player }) {
          copies.keep(player, computed);
          return computed;
        },
      },
    },
    async onStepEnd({ logs, step }, run) {
      const first = logs[0]!.step;
      // the first report too, as the folder may hold an earlier run's steps, which are done again
      if (first <= done || isFirst) file!.add(reportedAt, first, { kind: "restart" });
      isFirst = false;
      if (!isDescribed) describe(run);
      addScalars(logs);
      done = step;
      await show(first, run);
      addWarnings();
      reportedAt = now(); // what has just been shown is no time of steps
      await file!.flushNowAndThen();
    },
    onWarning(warning, run) {
      warnings.add(run.step, warning);
      return false; // nobody may be looking
    },
    saveState() {
      addWarnings();
      file!.flushSync(); // else a run that is resumed from here would lack what is not written yet
      return { pictures: pictures.shownAt, weights: weights.shownAt, config: checksum, written };
    },
    restoreState(state, run) {
      if (!isFirst) {
        file!.add(reportedAt, run.step + 1, { kind: "restart" }); // it went back; a void picture must be known as such
        done = run.step;
        return;
      }
      [pictures.shownAt, weights.shownAt] = [Number(state.pictures), Number(state.weights)];
      written = Number(state.written);
      isDescribed = state.config === checksum && kept > 0;
      if (kept >= written) return;
      const steps = `${kept + 1} to ${written}`;
      run.warn(`tensorboard: ${folderOf(run)} lacks events that it has had: those of steps ${steps}`);
    },
    onTrainEnd: {
      order: "post", // others may warn at the end
      async handler(reason, run) {
        try {
          await close(reason, run);
        } finally {
          samples.dispose();
          copies.dispose();
          [file, warnings] = [undefined, new PendingWarnings()];
        }
      },
    },
  };
}

function checkCadence(option: string, every: number): void {
  if (!(Number.isInteger(every) && every >= 0)) refuseOption("tensorboard", option, "an integer of 0 or more", every);
}

function folderOf({ folder }: Run): string {
  return `${folder}/tensorboard`;
}

function now(): number {
  return Date.now() / 1000;
}

function isImage(shape: readonly number[]): boolean {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}
