import { checkpointFolder } from "./checkpoint.ts";

/** Where a training writes; what stands elsewhere may be another program's, at work at this moment. */
const FOLDERS = [
  "",
  "/best",
  "/best/model",
  "/checkpoints",
  "/model",
  "/samples",
  "/samples/.frames/decision",
  "/samples/.frames/scatter",
  "/samples/.frames/training",
  "/tensorboard",
];

/** The temporary file of a write. */
const TEMPORARY = /^\..+\.[0-9a-f]{8}\.partial$/;

/**
 * Removes what a training that was killed left in its run's folder: temporary files, and the tensors of checkpoints without a
 * description, which are none. Call it while the folder is locked.
 */
export async function removeLeftovers(run: string): Promise<void> {
  for (const folder of FOLDERS) {
    for (const name of await filesIn(`${run}${folder}`)) {
      if (TEMPORARY.test(name)) await remove(`${run}${folder}/${name}`);
    }
  }
  const names = new Set(await filesIn(checkpointFolder(run)));
  for (const name of names) {
    const [, step] = /^(step_\d{8,15})\.safetensors$/.exec(name) ?? [];
    if (step !== undefined && !names.has(`${step}.json`)) await remove(`${checkpointFolder(run)}/${name}`);
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ isFile }) => isFile).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
