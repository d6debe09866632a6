import type { Tensor } from "@forger/core";
import { fixedLatents, writeImageGrid } from "@forger/samplers";
import type { Plugin, Run } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";

/** Options of {@linkcode sampleGrid}. */
export interface SampleGridOptions {
  /** Steps between pictures. @default {500} */
  readonly every?: number;
  /** Images in a picture. @default {64} */
  readonly count?: number;
  /** Images in a row. @default as many as make the picture about square */
  readonly columns?: number;
}

/**
 * Writes pictures of what the generator makes: always of the same latents, so that one sees each sample improve.
 *
 * `samples/step_000000.png` is from before the first step, then follows one every `every` steps, and
 * `samples/final.png` at the end.
 *
 * @throws {RangeError} If an option is not a positive integer.
 *
 * @example
 * ```ts
 * import { sampleGrid } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sampleGrid({ every: 100, count: 16 }).every, 100);
 * ```
 */
export function sampleGrid(options: SampleGridOptions = {}): Plugin {
  const { every = 500, count = 64, columns } = options;
  checkPositiveInteger("sample-grid", "every", every);
  checkPositiveInteger("sample-grid", "count", count);
  if (columns !== undefined) checkPositiveInteger("sample-grid", "columns", columns);
  let latents: Tensor | undefined;

  async function write(run: Run, name: string): Promise<void> {
    const images = run.generate(latents!);
    try {
      await writeImageGrid(images, `${run.folder}/samples/${name}.png`, { columns, range: run.data.range });
    } finally {
      images.dispose();
    }
  }

  return {
    name: "sample-grid",
    options: { every, count, columns },
    every,
    async onTrainBegin(run) {
      latents = fixedLatents(run.latent, count, run.seed);
      await write(run, stepName(0));
    },
    async onStepEnd({ step }, run) {
      if (step % every === 0) await write(run, stepName(step)); // else it is the last step, which has a picture of its own
    },
    async onTrainEnd(reason, run) {
      try {
        if (reason !== "failed") await write(run, "final");
      } finally {
        latents?.dispose();
        latents = undefined;
      }
    },
  };
}

const stepName = (step: number): string => `step_${String(step).padStart(6, "0")}`;
