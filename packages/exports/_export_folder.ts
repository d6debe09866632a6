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
 * The files are written into a folder beside it, which takes its place at the end. A folder that is there and cannot be
 * replaced, as it is a mount, the current one, or in one that is not ours to write, stays: its files are written below it,
 * and take the places of the earlier ones one after the other.
 *
 * @throws {RangeError} If the folder holds something else.
 * @throws {Error} If a file cannot be written: nothing is left behind then.
 */
export async function writeExportFolder(folder: string, contents: ExportContents): Promise<ExportedFiles> {
  const files = Object.keys(contents);
  await checkExportFolder(folder, files);
  const encoded = Object.entries(contents).map(([name, content]) =>
    [name, typeof content === "string" ? new TextEncoder().encode(content) : content] as const
  );
  const found = await Deno.realPath(folder).catch(() => undefined), place = found ?? folder;
  const beside = () => join(dirname(place), `.${basename(place)}.${crypto.randomUUID().slice(0, 8)}.partial`);
  const asNewFolder = async () => {
    const made = beside();
    await writeTogether(made, encoded, () => replaceFolder(place, made, beside()));
  };
  const intoFolder = async () => {
    const made = join(place, `.${crypto.randomUUID().slice(0, 8)}.partial`);
    await writeTogether(made, encoded, async () => {
      for (const name of files) await Deno.rename(join(made, name), join(place, name));
      await Deno.remove(made);
    });
  };
  if (found !== undefined && await isCurrentFolder(found)) await intoFolder();
  else {
    await asNewFolder().catch(async (error) => {
      if (found === undefined || !cannotReplace(error)) throw error;
      await intoFolder();
    });
  }
  return { folder, files, bytes: encoded.reduce((sum, [, { length }]) => sum + length, 0) };
}

/** Writes files into a new folder, then lets them take their places; that folder is gone where anything fails. */
async function writeTogether(
  made: string,
  files: readonly (readonly [name: string, bytes: Uint8Array])[],
  takePlaces: () => Promise<void>,
): Promise<void> {
  try {
    for (const [name, bytes] of files) await writeAtomically(join(made, name), bytes);
    await takePlaces();
  } catch (error) {
    await Deno.remove(made, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** What the system says of a folder that must stay where it is: a mount, or one whose own folder cannot be written. */
const IMMOVABLE: readonly unknown[] = ["EACCES", "EBUSY", "EPERM", "EROFS", "EXDEV"];

function cannotReplace(error: unknown): boolean {
  const { cause, code } = error as { readonly cause?: unknown; readonly code?: unknown };
  return IMMOVABLE.includes(code ?? (cause as { readonly code?: unknown } | undefined)?.code);
}

/** Programs that are in a folder, such as the user's shell, would not see the one that takes its place. */
async function isCurrentFolder(place: string): Promise<boolean> {
  return await Deno.realPath(".").then((current) => current === place, () => false);
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
