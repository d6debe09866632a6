import { byCodePoints } from "./_by_code_points.ts";
import type { FoundImages } from "./_find_images.ts";

/** So many missing names are shown. */
const SHOWN = 3;

/**
 * Reads the class of each image from a CSV file with the columns `file` and `label`. It may name unusable files as well: that
 * they are unusable is told elsewhere, and is no fault of the table.
 *
 * @throws {RangeError} If the file cannot be read, or does not name each image once: the message names the line.
 */
export async function readLabelsFile(
  labelsFile: string,
  folder: string,
  { files, unusable }: Pick<FoundImages, "files" | "unusable">,
): Promise<Required<Pick<FoundImages, "classes" | "labels">>> {
  const refuse = (rule: string, is: string): never => {
    throw new RangeError(`Cannot read labels of ${labelsFile} as ${rule}: ${is}`);
  };
  const [header, ...records] = await parseRecords(labelsFile, refuse);
  const columns = header?.fields ?? [];
  const [fileColumn, labelColumn] = ["file", "label"].map((name) => {
    const column = columns.indexOf(name);
    return column >= 0 ? column : refuse(`its first line must name the columns file and label`, `it is "${columns}"`);
  }) as [number, number];
  const useless = new Set(unusable.map(({ path }) => path)), labelOf = new Map<number, string>();
  for (const { line, fields } of records) {
    const file = fields[fileColumn]!.replaceAll("\\", "/").replace(/^\.\//, ""), label = fields[labelColumn]!;
    const row = files.indexOf(file);
    if (row < 0 && isIn(file, useless)) continue;
    if (row < 0) refuse(`line ${line} must name an image of ${folder}`, `there is no ${file}`);
    if (labelOf.has(row)) refuse(`line ${line} must name an image that has no label yet`, `${file} has one`);
    if (label === "") refuse(`line ${line} must give ${file} a label`, "it is empty");
    labelOf.set(row, label);
  }
  const rows = Array.from({ length: files.length }, (_, row) => row), missing = rows.filter((row) => !labelOf.has(row));
  if (missing.length > 0) {
    const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : "";
    refuse(
      `it must give each image of ${folder} a label`,
      `there is none for ${missing.slice(0, SHOWN).map((row) => files.path(row)).join(", ")}${more}`,
    );
  }
  const classes = [...new Set(labelOf.values())].sort(byCodePoints);
  const numberOf = new Map(classes.map((name, number) => [name, number]));
  return { classes, labels: Int32Array.from(rows, (row) => numberOf.get(labelOf.get(row)!)!) };
}

/** Whether a file is one of these, or in a folder that is. */
function isIn(file: string, paths: ReadonlySet<string>): boolean {
  for (let path = file; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
    if (paths.has(path)) return true;
  }
  return false;
}

/** A line of the table. */
interface TableLine {
  /** Counted from 1; of fields over several lines the last one. */
  readonly line: number;
  readonly fields: readonly string[];
}

async function parseRecords(labelsFile: string, refuse: (rule: string, is: string) => never): Promise<TableLine[]> {
  const { parse } = await import("csv-parse/sync");
  let text: string;
  try {
    text = await Deno.readTextFile(labelsFile);
  } catch (error) {
    return refuse(
      "it must be a file that can be read",
      error instanceof Deno.errors.NotFound ? "it is missing" : `${error}`,
    );
  }
  try {
    const found: TableLine[] = [];
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      on_record(fields, { lines }) {
        found.push({ line: lines, fields });
        return null;
      },
    });
    return found;
  } catch (error) {
    return refuse("it must be a table of comma-separated values", (error as Error).message);
  }
}
