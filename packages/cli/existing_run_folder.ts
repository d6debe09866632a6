import { findRunFolder, isFolder, isRunName, RUNS } from "./run_folder.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Finds a run's folder for a command that takes any.
 *
 * @param action What cannot be done where there is none, such as `check`.
 * @param run The folder, or the name of one below `runs`.
 * @param runs Where names are looked up.
 * @throws {UsageError} If there is none.
 */
export async function existingRunFolder(action: string, run: string, runs: string = RUNS): Promise<string> {
  const folder = await findRunFolder(run, runs), isName = isRunName(run);
  if (folder !== undefined) return folder;
  const known = isName ? await foldersIn(runs) : [];
  throw new UsageError(
    `Cannot ${action} ${run} as it must be a run's folder, or the name of one in ${runs}/: there is no such folder`,
    isName ? { misspelt: { name: run, known } } : {},
  );
}

async function foldersIn(folder: string): Promise<string[]> {
  if (!await isFolder(folder)) return [];
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
}
