import { philoxWords } from "@forger/core";

/** Rows at a time. */
const BLOCK = 500;

/** How fast the columns' deviations fall, as those of real features do. */
const DECAY = 64;

/** What is made. */
export interface MetricFeatures {
  readonly rows: number;
  readonly size: number;
  readonly seed: number;
  /** What is added to each number. */
  readonly shift: number;
  /** What each is multiplied by before. */
  readonly scale: number;
}

/**
 * Writes features to a file, float32, one row after another: normal numbers, whose deviation falls from column to column,
 * with what is below 0 cut to a tenth, as networks' features are lopsided.
 */
export async function writeMetricFeatures(
  file: string,
  { rows, scale, seed, shift, size }: MetricFeatures,
): Promise<void> {
  const deviations = Float64Array.from({ length: size }, (_, column) => scale / Math.sqrt(1 + column / DECAY));
  using target = await Deno.open(file, { create: true, truncate: true, write: true });
  for (let first = 0; first < rows; first += BLOCK) {
    const values = new Float32Array(Math.min(BLOCK, rows - first) * size);
    const words = philoxWords([seed, 0], [0, first, 0, 0], 2 * values.length);
    values.forEach((_, index) => {
      const radius = Math.sqrt(-2 * Math.log((words[2 * index]! + 0.5) / 2 ** 32));
      const normal = radius * Math.cos(2 * Math.PI * (words[2 * index + 1]! / 2 ** 32));
      const value = deviations[index % size]! * normal + shift;
      values[index] = value < 0 ? value / 10 : value;
    });
    const bytes = new Uint8Array(values.buffer);
    for (let written = 0; written < bytes.length;) written += await target.write(bytes.subarray(written));
  }
}
