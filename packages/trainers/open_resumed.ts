import type { FileLock } from "@forger/core";
import { type FoundCheckpoint, newestCheckpoint } from "./find_checkpoints.ts";
import { removeLeftovers } from "./remove_leftovers.ts";
import { lockRun } from "./run_folder.ts";

/** What is asked for where a run is to go on. */
export interface ResumeRequest {
  /** The run's folder. */
  readonly folder: string;
  /** Settings that may be others than when the run began, such as `steps`. */
  readonly allow?: readonly string[];
}

/** Locks a run's folder, reads its newest checkpoint, and removes what was left of writing that was interrupted. */
export async function openResumed(
  { folder }: ResumeRequest,
): Promise<FoundCheckpoint & { readonly folder: string; readonly lock: FileLock }> {
  const { isDirectory } = await Deno.stat(folder).catch(() => ({ isDirectory: false }));
  if (!isDirectory) throw new Error(`Cannot resume ${folder} as it must be a run's folder: there is none of that name`);
  const lock = await lockRun(folder);
  try {
    const found = await newestCheckpoint(folder);
    await removeLeftovers(folder);
    return { ...found, folder, lock };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}
