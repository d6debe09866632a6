import { readOwnFile } from "./_own_file.ts";
import type { PagePicture } from "./page_data.ts";

/** A picture's file in a run's folder of samples. */
export interface PictureFile {
  /** Its name. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  /** What stands before `step_`; of pictures outside a series, the name without its ending. */
  readonly series: string;
  /** After how many steps; `Infinity` for `final`, undefined outside a series. */
  readonly step: number | undefined;
  /** What it shows, in words. */
  readonly label: string;
  readonly size: number;
}

/** All pictures together, before they become text; the text is longer by a third. */
const MOST_BYTES = 2.5 * 2 ** 20;

/** Of which animations and single pictures take at most so much. */
const MOST_EXTRA_BYTES = 2 ** 20;

/** As many as a slider is good for. */
const MOST_PICTURES = 60;

/** Kinds of pictures by the endings of their files. A browser runs no script of an SVG file that it shows as a picture. */
const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  svg: "image/svg+xml",
  gif: "image/gif",
  webp: "image/webp",
};

/** What a picture's file is to a browser. */
export function pictureType(name: string): string {
  return TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
}

/** Lists the pictures of a run's samples, each series in the order of its steps; symbolic links are left out. */
export async function listPictures(folder: string): Promise<PictureFile[]> {
  const files: PictureFile[] = [];
  const place = `${folder}/samples`;
  if (!await Deno.lstat(place).then(({ isDirectory }) => isDirectory, () => false)) return files;
  for await (const { isFile, name } of Deno.readDir(place)) {
    const [, stem = "", ending = ""] = /^(.+)\.([a-z]+)$/.exec(name) ?? [];
    if (!isFile || !Object.hasOwn(TYPES, ending)) continue;
    const path = `${place}/${name}`, size = await Deno.lstat(path).then(({ size }) => size, () => 0);
    const [, prefix = "", digits] = /^(.*?)(?:step_(\d{1,15})|final)$/.exec(stem) ?? [];
    const isOfSeries = (ending === "png" || ending === "svg") && /(^|[_-])(step_\d{1,15}|final)$/.test(stem);
    const step = !isOfSeries ? undefined : digits === undefined ? Infinity : Number(digits);
    const when = step === Infinity ? "final" : `step ${step?.toLocaleString("en-US")}`;
    const label = isOfSeries ? `${prefix.replace(/[_-]$/, " ")}${when}` : name;
    files.push({ name, path, series: isOfSeries ? prefix : name, step, label, size });
  }
  return files.sort((first, second) => (first.step ?? 0) - (second.step ?? 0) || (first.name < second.name ? -1 : 1));
}

/** The pictures of the main series: that of the samples, or else the one that has most. */
export function mainSeries(files: readonly PictureFile[]): PictureFile[] {
  const ofSeries = (series: string) => files.filter((file) => file.step !== undefined && file.series === series);
  const names = [...new Set(files.filter(({ step }) => step !== undefined).map(({ series }) => series))];
  const [main = ""] = names.sort((first, second) => ofSeries(second).length - ofSeries(first).length);
  return ofSeries(names.includes("") ? "" : main);
}

/** What a report shows of a run's pictures. */
export interface ReportPictures {
  readonly pictures: readonly PagePicture[];
  readonly extras: readonly PagePicture[];
}

/** Reads a run's pictures, thinned so that they stay small together; what is left out is added to the gaps. */
export async function readPictures(folder: string, gaps: string[]): Promise<ReportPictures> {
  const files = await listPictures(folder), main = mainSeries(files);
  const others = new Map(files.filter((file) => !main.includes(file)).map((file) => [file.series, file]));
  let left = MOST_EXTRA_BYTES;
  const small: PictureFile[] = [];
  for (const file of [...others.values()].sort((first, second) => first.size - second.size)) {
    if (file.size > left) gaps.push(`samples/${file.name} is too large: it lies beside this report`);
    else {
      small.push(file);
      left -= file.size;
    }
  }
  const extras = await readAll(small, gaps), used = MOST_EXTRA_BYTES - left;
  const chosen = thin(main, MOST_BYTES - used);
  if (chosen.length === 0 && main.length > 0) gaps.push("the pictures of samples are too large: they lie in samples/");
  return { pictures: await readAll(chosen, gaps), extras };
}

/** As many files as fit, evenly spread, with the first and the last; where two do not fit, the last one. */
export function thin<File extends { readonly size: number }>(files: readonly File[], bytes: number): File[] {
  for (let count = Math.min(files.length, MOST_PICTURES); count >= 1; count--) {
    const chosen = Array.from(
      { length: count },
      (_, index) => files[count === 1 ? files.length - 1 : Math.round(index * (files.length - 1) / (count - 1))]!,
    );
    if (chosen.reduce((sum, { size }) => sum + size, 0) <= bytes) return chosen;
  }
  return [];
}

async function readAll(files: readonly PictureFile[], gaps: string[]): Promise<PagePicture[]> {
  const read: PagePicture[] = [];
  for (const { label, name, path, step } of files) {
    const ending = name.slice(name.lastIndexOf(".") + 1);
    try {
      const bytes = await readOwnFile(path, MOST_BYTES);
      if (!bytes || !isWhole(bytes, ending)) {
        gaps.push(`samples/${name} is damaged`);
        continue;
      }
      const source = `data:${pictureType(name)};base64,${bytes.toBase64()}`;
      read.push({ label, source, ...step !== undefined && Number.isFinite(step) && { step } });
    } catch (error) {
      gaps.push(`samples/${name} cannot be read: ${(error as Error).message}`);
    }
  }
  return read;
}

/** How files of a kind begin and end, as characters of the bytes' numbers. */
const ENDS: Readonly<Record<string, readonly [begin: RegExp, end: RegExp]>> = {
  png: [/^\x89PNG\r\n/, /IEND\xaeB`\x82$/],
  svg: [/^\s*<(svg|\?xml)\b/, /<\/svg>\s*$/],
  gif: [/^GIF8[79]a/, /;$/],
  webp: [/^RIFF[^]{4}WEBP/, /$/],
};

/** Whether a picture's file begins and ends as it must. */
export function isWhole(bytes: Uint8Array, ending: string): boolean {
  const text = (part: Uint8Array) => String.fromCharCode(...part);
  const [begin, end] = ENDS[ending]!;
  return begin.test(text(bytes.subarray(0, 16))) && end.test(text(bytes.subarray(-16)));
}
