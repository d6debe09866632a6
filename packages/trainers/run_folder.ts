import { type FileLock, takeFileLock, writeAtomically } from "@forger/core";

/**
 * Makes the folder of a new run: `parent/name`, or `parent/name-2` and so on where that is taken.
 *
 * @param folder An exact folder instead; it must not hold a run already.
 * @returns The folder's path.
 * @throws {Error} If the folder cannot be made or written, or holds a run.
 */
export async function createRunFolder(parent: string, name: string, folder?: string): Promise<string> {
  if (folder !== undefined) {
    if (await exists(`${folder}/config.json`)) {
      throw new Error(
        `Cannot write run into ${folder} as the folder must not hold a run already: name another, or remove it`,
      );
    }
    await makeWritable(folder);
    return folder;
  }
  await makeWritable(parent);
  for (let number = 1;; number++) {
    const candidate = `${parent}/${number === 1 ? name : `${name}-${number}`}`;
    try {
      await Deno.mkdir(candidate); // fails where another run, perhaps of another process, was quicker
      return candidate;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw unwritable(candidate, error);
    }
  }
}

/**
 * Takes a run's folder for this process alone, until the lock is disposed of or the process ends.
 *
 * @throws {Error} If another process trains into it.
 */
export async function lockRun(folder: string): Promise<FileLock> {
  const lock = await takeFileLock(`${folder}/lock`);
  if (lock.isOurs) return lock;
  const by = lock.heldBy === undefined ? "another process" : `process ${lock.heldBy}`;
  throw new Error(
    `Cannot train into ${folder} as no other process must do so: ${by} does. Wait for it, or name another folder`,
  );
}

/**
 * Checks that a run's folder is still the one that was locked; else what is written would not be found again, or in parts.
 *
 * @throws {Error} If it was removed or moved, or another has taken its place.
 */
export function checkInPlace({ folder, lock }: { readonly folder: string; readonly lock: FileLock }): void {
  if (lock.isInPlace()) return;
  throw new Error(
    `Cannot go on with the run in ${folder} as its folder must stay in place: its file lock is missing or another one. ` +
      "If it was moved, --resume goes on from its last checkpoint there",
  );
}

/** Writes the run's resolved settings. */
export async function writeConfig(folder: string, config: unknown): Promise<void> {
  await writeAtomically(`${folder}/config.json`, JSON.stringify(config, null, 2) + "\n");
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: folder, prefix: ".writable" }));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function unwritable(folder: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message.replace(/, mkdir.*|, open.*/, "") : String(cause);
  return new Error(
    `Cannot write run into ${folder} as the folder must be writable: ${reason}. Name another with --out`,
    { cause },
  );
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
