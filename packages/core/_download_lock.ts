/** How often a waiting process looks again, in milliseconds. */
const POLL_MILLISECONDS = 100;

/**
 * Waits until no other process holds the lock on this file, and holds it until it is disposed of.
 *
 * It is the operating system's lock, so that one of a process that died, however it died, is free again at once. The file stays:
 * removing it would let a third process lock a new file of the same name. `onWait` hears once that another process, by its id if
 * it is known, holds the lock. Where the file system knows no locks, it goes on without one.
 */
export async function lockFile(
  path: string,
  { onWait, signal }: { onWait?: (processId: string | undefined) => void; signal?: AbortSignal } = {},
): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, read: true, write: true });
  try {
    for (let attempt = 1; !await tryLock(file); attempt++) {
      // At the second attempt, so that who just got the lock has had the time to write its id.
      if (attempt === 2) onWait?.(await readProcessId(path));
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
      signal?.throwIfAborted();
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  } catch (error) {
    file.close();
    throw error;
  }
  return { [Symbol.dispose]: () => file.close() };
}

async function readProcessId(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).then((text) => text.trim() || undefined, () => undefined);
}

async function tryLock(file: Deno.FsFile): Promise<boolean> {
  try {
    return await file.tryLock(true);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ENOTSUP" || code === "EOPNOTSUPP" || code === "ENOLCK" || code === "ENOSYS") return true;
    throw error;
  }
}
