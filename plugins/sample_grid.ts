import type { Tensor } from "@forger/core";
import { writeImageGrid } from "@forger/samplers";
import type { Plugin, Run } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { imageColumns, imageLayout } from "./_image_layout.ts";
import { realImages } from "./_real_images.ts";
import { refuseOption } from "./_refuse_option.ts";
import { samplePictures } from "./_sample_pictures.ts";

/** Options of {@linkcode sampleGrid}. */
export interface SampleGridOptions {
  /** Steps between pictures. @default {500} */
  readonly every?: number;
  /** Images in a picture. @default {64, or a row of each class where the generator takes labels} */
  readonly count?: number;
  /** Images in a row. @default as many as make the picture about square, or 10 where the generator takes labels */
  readonly columns?: number;
  /** Whether `samples/real.png` shows real images for comparison. @default {false} */
  readonly real?: boolean;
}

/**
 * Writes pictures of what the generator makes: always of the same latents, so that one sees each sample improve.
 *
 * `samples/step_000000.png` is from before the first step, then follows one every `every` steps, and
 * `samples/final.png` at the end. A run that is resumed goes on with pictures of the same latents.
 *
 * Of a conditional generator each row shows one class, in their order, of 40 at most unless `count` says more; and each
 * column one latent, so that one sees what the class changes.
 *
 * With `real`, `samples/real.png` shows as many real images, the first ones that training visits, of the same classes.
 * Where the data have too few of a class, places of its row show the data's lowest value.
 *
 * @throws {RangeError} If a number is not a positive integer, or `real` is not true or false.
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
  const { every = 500, count, columns, real = false } = options;
  checkPositiveInteger("sample-grid", "every", every);
  if (count !== undefined) checkPositiveInteger("sample-grid", "count", count);
  if (columns !== undefined) checkPositiveInteger("sample-grid", "columns", columns);
  if (typeof real !== "boolean") refuseOption("sample-grid", "real", "true or false", real);
  const layout = (run: Run) => imageLayout(run, { count, columns }, 64);
  const write = (images: Tensor, file: string, run: Run) =>
    writeImageGrid(images, file, { columns: imageColumns(run, { columns }), range: run.data.range });
  const pictures = samplePictures({
    every,
    layout,
    write: ({ samples, path, run }) => write(samples, `${path}.png`, run),
  });

  return {
    name: "sample-grid",
    options: { every, count, columns, real },
    ...pictures,
    async onTrainBegin(run) {
      if (real) {
        const images = await realImages(run, layout(run));
        try {
          await write(images, `${run.folder}/samples/real.png`, run);
        } finally {
          images.dispose();
        }
      }
      await pictures.onTrainBegin(run);
    },
  };
}
