import type { Tensor } from "@forger/core";
import type { Hooks, Run } from "@forger/trainers";
import { FixedSamples, type SampleLayout } from "./_fixed_samples.ts";

/** A picture to be written. */
export interface SamplePicture {
  /** What the generator made of the latents; the caller disposes it. */
  readonly samples: Tensor;
  /** Where the picture goes, without the ending of the file's name. */
  readonly path: string;
  /** Steps done so far. */
  readonly step: number;
  readonly run: Run;
}

/** Options of {@linkcode samplePictures}. */
export interface SamplePicturesOptions {
  /** Steps between pictures. */
  readonly every: number;
  /** With what the files' names begin. @default {nothing} */
  readonly prefix?: string;
  /** Says what a run's pictures show. */
  readonly layout: (run: Run) => SampleLayout;
  /** Writes one picture. */
  readonly write: (picture: SamplePicture) => Promise<void>;
}

/**
 * The hooks of a plugin that writes pictures of what the generator makes of the same latents each time:
 * `samples/step_000000` before the first step, one every so many steps, and `samples/final` at the end. A run that is resumed
 * has its first picture from before.
 */
export function samplePictures(
  { every, prefix = "", layout, write }: SamplePicturesOptions,
):
  & { readonly every: number }
  & Pick<Hooks, "onTrainBegin" | "onStepEnd" | "onTrainEnd" | "saveState" | "restoreState"> {
  const fixed = new FixedSamples();
  let done = 0;

  const show = (run: Run, name: string): Promise<void> =>
    fixed.use(run, (samples) => write({ samples, path: `${run.folder}/samples/${prefix}${name}`, step: done, run }));

  return {
    every,
    async onTrainBegin(run) {
      fixed.begin(run, layout(run));
      done = run.step;
      if (done === 0) await show(run, stepName(0));
    },
    async onStepEnd({ step }, run) {
      done = step;
      if (step % every === 0) await show(run, stepName(step)); // else it is the last step, which has a picture of its own
    },
    saveState: () => ({ done }),
    restoreState(_state, { step }) {
      done = step;
    },
    async onTrainEnd(reason, run) {
      try {
        if (reason !== "failed") await show(run, "final");
      } finally {
        fixed.dispose();
      }
    },
  };
}

/** What files of a step are called. */
export function stepName(step: number): string {
  return `step_${String(step).padStart(6, "0")}`;
}
