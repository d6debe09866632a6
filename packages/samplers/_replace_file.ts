import { basename, dirname, join } from "node:path";

/**
 * Writes a file beside its place and renames it into it, so that a process that is killed leaves no half of it.
 *
 * Unlike `writeAtomically` of core it does not wait for the disk, which for ten thousand small files would take longer than
 * all the rest.
 *
 * @param write Writes the new file at the path that it is given.
 * @throws {Error} If the file cannot be written: the message names it and the reason.
 */
export async function replaceFile(file: string, write: (path: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${crypto.randomUUID().slice(0, 8)}.partial`);
  try {
    await write(temporary);
    await Deno.rename(temporary, file);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    if (!isSystemError(cause)) throw cause;
    throw new Error(`Cannot write ${file}: ${cause.message}`, { cause });
  }
}

/** What the system says, apart from what `write` refuses. */
function isSystemError(cause: unknown): cause is Error {
  return cause instanceof Error && (cause as { readonly code?: string }).code !== undefined;
}
