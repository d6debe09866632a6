import { join } from "node:path";

/** Where runs are, unless one was told another folder. */
export const RUNS = "runs";

/**
 * Finds a run's folder.
 *
 * @param run The folder, or the name of one below `runs`.
 * @returns Undefined where there is none.
 */
export async function findRunFolder(run: string, runs: string = RUNS): Promise<string | undefined> {
  if (await isFolder(run)) return run.replace(/(?<=.)\/+$/, "");
  return isRunName(run) && await isFolder(join(runs, run)) ? join(runs, run) : undefined;
}

/** Whether it may be the name of a run, and not a path. */
export function isRunName(run: string): boolean {
  return !/[/\\]/.test(run) && run !== "." && run !== "..";
}

/** Whether there is a folder of that path. */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
