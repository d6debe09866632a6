import { type Checkpoint, checkpointFolder, checkpointName, readCheckpoint } from "./checkpoint.ts";

/** The newest checkpoint that can be used, and what is wrong with newer ones. */
export interface FoundCheckpoint {
  /** The newest one that is whole. */
  readonly checkpoint: Checkpoint;
  /** Why newer ones cannot be used, newest first. */
  readonly damaged: readonly string[];
}

/** The steps of a run's checkpoints, in rising order, whether they can be used or not. */
export async function checkpointSteps(run: string): Promise<number[]> {
  const steps = new Set<number>();
  try {
    for await (const { name } of Deno.readDir(checkpointFolder(run))) {
      const [, step] = /^step_(\d{1,15})\.json$/.exec(name) ?? [];
      if (step !== undefined) steps.add(Number(step));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return [...steps].sort((first, second) => first - second);
}

/**
 * Reads the newest checkpoint of a run that is whole.
 *
 * @throws {Error} If there is none: the message says why.
 */
export async function newestCheckpoint(run: string): Promise<FoundCheckpoint> {
  const damaged: string[] = [];
  for (const step of (await checkpointSteps(run)).reverse()) {
    try {
      return { checkpoint: await readCheckpoint(run, step), damaged };
    } catch (error) {
      damaged.push((error as Error).message);
    }
  }
  const why = damaged.length > 0
    ? `none of its ${damaged.length} can be used. ${damaged[0]}`
    : `${checkpointFolder(run)} holds none; the plugin checkpoints writes them`;
  throw new Error(`Cannot go on from ${run} as it must have a checkpoint: ${why}`);
}

/** Removes a checkpoint: first its description, without which the tensors are none. */
export async function removeCheckpoint(run: string, step: number): Promise<void> {
  const path = `${checkpointFolder(run)}/${checkpointName(step)}`;
  for (const file of [`${path}.json`, `${path}.safetensors`]) {
    await Deno.remove(file).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
