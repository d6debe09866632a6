/** Codes of file systems that know no locks. */
const NO_LOCKS = new Set(["ENOTSUP", "EOPNOTSUPP", "ENOLCK", "ENOSYS"]);

/**
 * Takes the lock of a folder, or gives undefined where another process has it.
 *
 * It is the operating system's lock, so that one of a process that died, however it died, is free again at once.
 *
 * @returns Closing it gives the lock back.
 */
export async function tryLockFolder(folder: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(`${folder}/lock`, { create: true, write: true });
  try {
    if (await file.tryLock(true)) return file;
  } catch (error) {
    if (NO_LOCKS.has((error as { readonly code?: string }).code ?? "")) return file;
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}
