import { refuseLink } from "./_refuse_link.ts";

/** Codes of file systems that know no locks. */
const NO_LOCKS = new Set(["ENOTSUP", "EOPNOTSUPP", "ENOLCK", "ENOSYS"]);

/** What {@linkcode takeFileLock} gives: a lock that is held until it is disposed of or the process ends, or none. */
export interface FileLock extends Disposable {
  /** Whether it is ours; else another process has it. */
  readonly isOurs: boolean;
  /** The id of the process that has it, where that is known. */
  readonly heldBy: string | undefined;
  /** Whether the locked file is still where it was; always so where the lock is not ours. */
  isInPlace(): boolean;
  /** Gives the lock back, where it is ours. */
  [Symbol.dispose](): void;
}

/**
 * Takes a lock, unless another process has it.
 *
 * It is the operating system's lock on a file, so that one of a process that died, however it died, is free again at once.
 * The file stays, as removing it would let a third process lock a new file of the same name; it holds the process's id.
 * Where the file system knows no locks, it is as if nobody else wanted it.
 *
 * @param path The file, which is made if it is missing; its folder must exist.
 * @throws {Error} If the file cannot be opened, or is a symbolic link.
 *
 * @example
 * ```ts
 * import { takeFileLock } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/lock`;
 * using lock = await takeFileLock(path);
 * assertEquals(lock.isOurs, true);
 * using another = await takeFileLock(path);
 * assertEquals([another.isOurs, another.heldBy], [false, String(Deno.pid)]);
 * ```
 */
export async function takeFileLock(path: string): Promise<FileLock> {
  await refuseLink(path, "lock");
  const file = await Deno.open(path, { create: true, read: true, write: true });
  try {
    if (await tryLock(file)) {
      await file.truncate();
      await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
      return {
        isOurs: true,
        heldBy: String(Deno.pid),
        isInPlace: () => isSameFile(file, path),
        [Symbol.dispose]: () => file.close(),
      };
    }
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  const text = await Deno.readTextFile(path).catch(() => ""); // some systems refuse to read what is locked
  return { isOurs: false, heldBy: text.trim() || undefined, isInPlace: () => true, [Symbol.dispose]() {} };
}

function isSameFile(file: Deno.FsFile, path: string): boolean {
  try {
    const there = Deno.statSync(path), held = file.statSync();
    return there.ino === held.ino && there.dev === held.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function tryLock(file: Deno.FsFile): Promise<boolean> {
  try {
    return await file.tryLock(true);
  } catch (error) {
    if (NO_LOCKS.has((error as { readonly code?: string }).code ?? "")) return true;
    throw error;
  }
}
