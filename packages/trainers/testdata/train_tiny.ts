import type { Experiment } from "../experiment.ts";
import { Trainer, type TrainerSettings } from "../trainer.ts";
import type { TrainResult } from "../training.ts";
import { tinyExperiment } from "./tiny_experiment.ts";

/** Trains the tiny experiment into a temporary folder, which is removed afterwards. */
export async function trainTiny(
  changes: Partial<Experiment> = {},
  settings: TrainerSettings = {},
): Promise<TrainResult> {
  const folder = await Deno.makeTempDir({ prefix: "forger-trainer-" });
  try {
    return await new Trainer(tinyExperiment(changes), { folder, ...settings }).train();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
