/**
 * Whether a process trains into a run's folder: it holds the lock of the folder's file `lock`, which is only looked at.
 *
 * Where nothing tells, because there is no such file or its system knows no locks, it is as if none did.
 */
export async function isTrainedInto(folder: string): Promise<boolean> {
  try {
    if (!(await Deno.lstat(`${folder}/lock`)).isFile) return false;
    using file = await Deno.open(`${folder}/lock`);
    return !await file.tryLock(false); // closing the file gives it back
  } catch {
    return false;
  }
}
