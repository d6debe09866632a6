import { type FileLock, takeFileLock } from "@forger/core";

/** How often a waiting process looks again. */
const POLL_MILLISECONDS = 200;

/** Holds the lock on a file until it is disposed of; `onWait` hears once that another process has it. */
export async function waitForLock(path: string, onWait: () => void): Promise<FileLock> {
  for (let attempt = 1;; attempt++) {
    const lock = await takeFileLock(path);
    if (lock.isOurs) return lock;
    if (attempt === 1) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}
