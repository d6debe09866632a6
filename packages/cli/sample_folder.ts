import { join } from "node:path";
import { findRunFolder, isFolder, isRunName, RUNS } from "./run_folder.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Finds the folder of a run that saved its generator; loads nothing.
 *
 * @param run The folder, or the name of one below `runs/`.
 * @param runs Where names are looked up.
 * @throws {UsageError} If there is none, or it holds no generator.
 */
export async function sampleFolder(run: string, runs: string = RUNS): Promise<string> {
  const folder = await findRunFolder(run, runs);
  if (folder === undefined) {
    const isName = isRunName(run);
    const known = isName ? await sampledRuns(runs) : [];
    throw new UsageError(
      `Cannot sample from ${run} as it must be a run's folder, or the name of one in ${runs}/: there is no such folder`,
      isName ? { misspelt: { name: run, known } } : {},
    );
  }
  if (await hasModel(folder)) return folder;
  throw new UsageError(
    `Cannot sample from ${folder} as it must hold the generator that the plugin save-generator writes when training ends: ${folder}/model/model.json is missing`,
    { help: "let the training end, or train again with --plugin save-generator" },
  );
}

/** The names of all that can be sampled from. */
async function sampledRuns(runs: string): Promise<string[]> {
  if (!await isFolder(runs)) return [];
  const names: string[] = [];
  for await (const { name } of Deno.readDir(runs)) if (await hasModel(join(runs, name))) names.push(name);
  return names.sort();
}

async function hasModel(folder: string): Promise<boolean> {
  return await Deno.stat(`${folder}/model/model.json`).then(({ isFile }) => isFile, () => false);
}
