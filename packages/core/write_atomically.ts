import { basename, dirname, join } from "node:path";
import { writeFailure } from "./_write_failure.ts";

/**
 * Writes a file so that it is at any time absent, as it was before, or whole: also when the process is killed or the
 * disk is full.
 *
 * The data goes to a temporary file in the same folder, which takes the file's place at the end. Folders that are
 * missing are made.
 *
 * @param file Path of the file; what is there already is replaced.
 * @throws {Error} If the file cannot be written: the message names it, the reason and the remedy.
 *
 * @example
 * ```ts
 * import { writeAtomically } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const file = `${await Deno.makeTempDir()}/samples/notes.txt`;
 * await writeAtomically(file, "whole");
 * assertEquals(await Deno.readTextFile(file), "whole");
 * ```
 */
export async function writeAtomically(file: string, data: Uint8Array | string): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${crypto.randomUUID().slice(0, 8)}.partial`);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await writeAndSync(temporary, typeof data === "string" ? new TextEncoder().encode(data) : data);
    await Deno.rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw writeFailure(file, error);
  }
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  await file.sync(); // else a power cut could leave the new name with no content
}

/** Makes the new name last: it is the folder's content. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return; // there a folder cannot be opened, and names last by themselves
  using file = await Deno.open(folder);
  await file.sync();
}
