import { findRunFolder, isFolder, isRunName, RUNS } from "./run_folder.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Finds a run's folder to report on; loads nothing.
 *
 * @param run The folder, or the name of one below `runs`.
 * @param runs Where names are looked up.
 * @throws {UsageError} If there is none.
 */
export async function reportFolder(run: string, runs: string = RUNS): Promise<string> {
  const folder = await findRunFolder(run, runs), isName = isRunName(run);
  if (folder !== undefined) return folder;
  const entries = isName && await isFolder(runs) ? await Array.fromAsync(Deno.readDir(runs)) : [];
  const known = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  throw new UsageError(
    `Cannot report on ${run} as it must be a run's folder, or the name of one in ${runs}/: there is no such folder`,
    isName ? { misspelt: { name: run, known } } : {},
  );
}
