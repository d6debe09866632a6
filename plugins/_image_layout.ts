import type { Run } from "@forger/trainers";
import type { SampleLayout } from "./_fixed_samples.ts";

/** What users choose of a picture of images. */
export interface ImageLayoutOptions {
  readonly count?: number;
  readonly columns?: number;
}

/** Images of a class in a row. */
const COLUMNS = 10;

/** Of very many classes a picture shows the first ones. */
const MOST_ROWS = 40;

/**
 * Which images a picture shows: one class a row and one latent a column where the generator takes labels.
 *
 * @param count How many images there are where it takes none, unless the options say so.
 */
export function imageLayout({ classes }: Run, options: ImageLayoutOptions, count: number): SampleLayout {
  return classes ? classRows(classes.length, options) : { count: options.count ?? count };
}

/** How many images a row has; undefined where the picture is to be about square. */
export function imageColumns({ classes }: Run, { columns }: ImageLayoutOptions): number | undefined {
  return columns ?? (classes && COLUMNS);
}

function classRows(
  classes: number,
  { columns = COLUMNS, count = Math.min(classes, MOST_ROWS) * columns }: ImageLayoutOptions,
): SampleLayout {
  const total = Math.ceil(count / columns) * columns;
  const labels = Array.from({ length: total }, (_, index) => Math.floor(index / columns) % classes);
  return { count: total, labels, period: columns };
}
