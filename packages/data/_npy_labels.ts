import { namesUpTo } from "./_names_up_to.ts";
import { type NpyArchive, onlyArray, openNpyArchive, readArray } from "./_npy_archive.ts";

/** What {@linkcode readNpyLabels} needs besides the file of the rows. */
export interface NpyLabelsOptions {
  /** The name of an array of the file, or the path of another file. */
  readonly labels: string;
  /** How many rows there are. */
  readonly size: number;
  readonly classes: readonly string[] | undefined;
}

/** The labels of rows, and what they stand for. */
export interface NpyLabels {
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

/** Reads labels of the same file, where it has an array of that name, or of another file. */
export async function readNpyLabels(
  rows: NpyArchive,
  { labels, size, classes }: NpyLabelsOptions,
): Promise<NpyLabels> {
  const isWithin = rows.names?.includes(labels);
  const archive = isWithin ? rows : await openLabels(rows, labels);
  const name = isWithin ? labels : onlyArray(archive);
  const what = name === undefined ? archive.path : `${name} of ${archive.path}`;
  const { shape, values } = await readArray(archive, name);
  if (shape[0] !== size || values.length !== size) {
    throw new RangeError(
      `Cannot read labels as ${what} must have one for each of the ${size} rows: current shape is [${shape}]`,
    );
  }
  const count = classes?.length ?? 2 ** 31;
  const rule = classes ? `a whole number from 0 to ${count - 1}` : "a whole number of 0 or more";
  values.forEach((label, row) => {
    if (Number.isInteger(label) && label >= 0 && label < count) return;
    throw new RangeError(
      `Cannot read labels as each of ${what} must be ${rule}: current value of row ${row} is ${label}`,
    );
  });
  const found = Int32Array.from(values), greatest = found.reduce((most, label) => Math.max(most, label), 0);
  return { labels: found, classes: classes ?? namesUpTo(greatest, `read labels of ${what}`) };
}

async function openLabels({ names, path }: NpyArchive, labels: string): Promise<NpyArchive> {
  try {
    return await openNpyArchive(labels);
  } catch (error) {
    if (!names || !(error instanceof Error && error.cause instanceof Deno.errors.NotFound)) throw error;
    throw new RangeError(
      `Cannot read labels as they must be an array of ${path}, ${
        names.join(", ")
      }, or another file: current value is ${labels}`,
      { cause: error },
    );
  }
}
