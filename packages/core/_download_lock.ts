import { type FileLock, takeFileLock } from "./file_lock.ts";

/** How often a waiting process looks again, in milliseconds. */
const POLL_MILLISECONDS = 100;

/**
 * Waits until no other process holds the lock on this file, and holds it until it is disposed of.
 *
 * `onWait` hears once that another process, by its id if it is known, holds the lock. Where the file system knows no locks, it
 * goes on without one.
 */
export async function lockFile(
  path: string,
  { onWait, signal }: { onWait?: (processId: string | undefined) => void; signal?: AbortSignal } = {},
): Promise<FileLock> {
  for (let attempt = 1;; attempt++) {
    const lock = await takeFileLock(path);
    if (lock.isOurs) return lock;
    // At the second attempt, so that who just got the lock has had the time to write its id.
    if (attempt === 2) onWait?.(lock.heldBy);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    signal?.throwIfAborted();
  }
}
