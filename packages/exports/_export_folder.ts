import { writeAtomically } from "@forger/core";
import { basename, dirname, join } from "node:path";
import type { ExportedFiles } from "./exported_files.ts";
import { README, README_BEGINNING } from "./_readme.ts";

/** What an export's files hold, by their names. */
export type ExportContents = Readonly<Record<string, Uint8Array | string>>;

/**
 * Refuses a folder that holds anything but an earlier export.
 *
 * @param names The names of the files that an export has.
 * @throws {RangeError} If it holds something else, or is no folder: the message names it.
 */
export async function checkExportFolder(folder: string, names: readonly string[]): Promise<void> {
  const refuse = (reason: string): never => {
    throw new RangeError(
      `Cannot export to ${folder} as it must be new, empty or an earlier export, which is replaced: ${reason}`,
    );
  };
  try {
    let isEmpty = true;
    for await (const { isFile, name } of Deno.readDir(folder)) {
      if (!isFile || !names.includes(name)) refuse(`it holds ${name}`);
      isEmpty = false;
    }
    if (isEmpty) return;
    const readme = await Deno.readTextFile(join(folder, README)).catch(() => "");
    if (!readme.startsWith(README_BEGINNING)) refuse(`its ${README} is none of an export`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof Deno.errors.NotADirectory) refuse("it is a file");
    throw error;
  }
}

/**
 * Writes an export so that its folder is at any time absent, as it was before, or whole.
 *
 * The files are written into a folder beside it, which takes its place at the end.
 *
 * @throws {RangeError} If the folder holds something else.
 * @throws {Error} If a file cannot be written: nothing is left behind then.
 */
export async function writeExportFolder(folder: string, contents: ExportContents): Promise<ExportedFiles> {
  const files = Object.keys(contents);
  await checkExportFolder(folder, files);
  const place = await Deno.realPath(folder).catch(() => folder);
  const beside = () => join(dirname(place), `.${basename(place)}.${crypto.randomUUID().slice(0, 8)}.partial`);
  const made = beside();
  let bytes = 0;
  try {
    for (const [name, content] of Object.entries(contents)) {
      const encoded = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await writeAtomically(join(made, name), encoded);
      bytes += encoded.length;
    }
    await replaceFolder(place, made, beside());
  } catch (error) {
    await Deno.remove(made, { recursive: true }).catch(() => {});
    throw error;
  }
  return { folder, files, bytes };
}

async function replaceFolder(place: string, made: string, aside: string): Promise<void> {
  const hasOld = await Deno.rename(place, aside).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
  try {
    await Deno.rename(made, place);
  } catch (error) {
    if (hasOld) await Deno.rename(aside, place);
    throw error;
  }
  if (hasOld) await Deno.remove(aside, { recursive: true });
}
