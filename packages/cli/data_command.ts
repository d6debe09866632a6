import { basename, resolve } from "node:path";
import { startCompute, writeAtomically } from "@forger/core";
import { imageFolder, type ImageFolderOptions, type ImagesReport, inspectImages, readRows } from "@forger/data";
import { encodeImageGrid } from "@forger/samplers";
import { asUsageError } from "./as_usage_error.ts";
import type { DataFlags } from "./data_flags.ts";
import { describeImages } from "./describe_images.ts";
import { loadingBar } from "./loading_bar.ts";
import type { Output } from "./output.ts";
import { existingPath } from "./started_paths.ts";

/** Images on a contact sheet. */
const SHEET = 100;

/**
 * Looks at every image of a folder, says what is wrong and what it is made of, and draws what a network would see of it.
 *
 * @returns The exit code: 0, or 1 where an image cannot be read.
 * @throws {UsageError} If there is no such folder, it holds no image, or its labels are wrong.
 */
export async function dataCommand(given: string, flags: DataFlags, output: Output): Promise<number> {
  const folder = await existingPath(given), labelsFile = flags.labels && await existingPath(flags.labels);
  const { size, channels, fit, out = `runs/data/${basename(resolve(folder))}`, verbose } = flags;
  const options = { size, ...channels && { channels: channels === "1" ? 1 as const : 3 as const }, fit, labelsFile };
  const settings: ImageFolderOptions = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  const bar = loadingBar({ what: "images" });
  let report: ImagesReport;
  try {
    report = await inspectImages(folder, { ...settings, onProgress: (done, total) => bar.update(done, total) });
  } catch (error) {
    throw asUsageError(error);
  } finally {
    bar.finish();
  }
  output.print(describeImages(report, { all: verbose }));
  await writeAtomically(`${out}/report.json`, `${JSON.stringify(report, null, 2)}\n`);
  output.print("");
  if (report.images > 0) {
    await writeAtomically(`${out}/contact_sheet.png`, await contactSheet(folder, settings));
    output.print(`What a network sees of it: ${out}/contact_sheet.png`);
  }
  output.print(`All of this as data: ${out}/report.json`);
  return report.unreadable.length > 0 ? 1 : 0;
}

/** Images all over the folder, as the network sees them. */
async function contactSheet(folder: string, options: ImageFolderOptions): Promise<Uint8Array> {
  await startCompute({ backend: "cpu" }); // a picture needs no more
  const source = await imageFolder(folder, { ...options, onWarning: () => {} }); // the report has told
  const number = Math.min(SHEET, source.size);
  const rows = Array.from({ length: number }, (_, place) => Math.floor(place * source.size / number));
  const images = await readRows(source, rows);
  try {
    return (await encodeImageGrid(images, { range: source.range, columns: Math.ceil(Math.sqrt(number)) })).bytes;
  } finally {
    images.dispose();
    source.dispose();
  }
}
