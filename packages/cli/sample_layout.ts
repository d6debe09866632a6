import type { SampleClass } from "./sample_classes.ts";
import type { Grid } from "./sample_flags.ts";

/** Which image stands where in a picture. */
export interface SampleLayout extends Grid {
  /** The number of the latent in each place, row by row. */
  readonly numbers: readonly number[];
  /** The class of each place, where there are classes. */
  readonly labels?: readonly number[];
  /** What stands left of each row, where these differ in class. */
  readonly rowLabels?: readonly string[];
}

/**
 * Lays images out: one after another, or where there are several classes one class a row and one latent a column, so that
 * one sees what the class changes.
 *
 * Rows beyond the classes begin with the first class again and with other latents.
 */
export function sampleLayout({ rows, columns }: Grid, classes?: readonly SampleClass[]): SampleLayout {
  const period = classes?.length ?? 1;
  const places = Array.from({ length: rows * columns }, (_, place) => ({
    row: Math.floor(place / columns),
    column: place % columns,
  }));
  const classOf = (row: number) => classes![row % period]!;
  return {
    rows,
    columns,
    numbers: places.map(({ row, column }) => Math.floor(row / period) * columns + column),
    ...classes && { labels: places.map(({ row }) => classOf(row).label) },
    ...period > 1 && { rowLabels: Array.from({ length: rows }, (_, row) => classOf(row).name) },
  };
}
