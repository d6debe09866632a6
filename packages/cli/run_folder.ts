import { join } from "node:path";
import { placesOf } from "./started_paths.ts";

/** Where runs are, unless one was told another folder. */
export const RUNS = "runs";

/**
 * Finds a run's folder: seen from the current folder, by its name below `runs`, or seen from where the task was started.
 *
 * @param run The folder, or the name of one below `runs`.
 * @returns Undefined where there is none.
 */
export async function findRunFolder(run: string, runs: string = RUNS): Promise<string | undefined> {
  if (await isFolder(run)) return withoutEnd(run);
  if (isRunName(run) && await isFolder(join(runs, run))) return join(runs, run);
  const elsewhere = placesOf(run)[1];
  return elsewhere !== undefined && run !== "" && await isFolder(elsewhere) ? withoutEnd(elsewhere) : undefined;
}

function withoutEnd(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, "");
}

/** Whether it may be the name of a run, and not a path. */
export function isRunName(run: string): boolean {
  return !/[/\\]/.test(run) && !["", ".", ".."].includes(run);
}

/** Whether there is a folder of that path. */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
