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

/** Of very many classes a picture shows the first ones. */
const MOST_CLASSES = 40;

/** The grid of a picture where none is asked for: about square, or a row of each class. */
export function usualGrid({ classes, walks }: { readonly classes: number; readonly walks: boolean }): Grid {
  if (classes > 1) return { rows: Math.min(classes, MOST_CLASSES), columns: walks ? 4 : 10 };
  return walks ? { rows: 4, columns: 4 } : { rows: 8, columns: 8 };
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
