import {
  type Experiment,
  type Plugin,
  type ResumeOptions,
  type Run,
  Trainer,
  type TrainerSettings,
  type TrainResult,
} from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";

/**
 * Trains, and tells mistakes in an experiment from what fails later.
 *
 * @param resume The run that is to go on.
 * @param onBegin Runs when all is checked and the run has its folder, before the first step.
 * @throws {UsageError} If the experiment does not fit its data, or its networks do not fit each other.
 */
export async function runTraining(
  experiment: Experiment,
  settings: TrainerSettings,
  onBegin: (run: Run) => unknown,
  resume?: ResumeOptions & { readonly folder: string },
): Promise<TrainResult> {
  let blames: "settings" | "data" | "training" = "settings";
  const watched: Experiment = {
    ...experiment,
    async data() {
      blames = "data";
      const source = await experiment.data();
      blames = "settings";
      return source;
    },
  };
  const begin: Plugin = {
    name: "cli",
    workers: "all",
    onTrainBegin: {
      order: "pre",
      async handler(run) {
        blames = "training";
        await onBegin(run);
      },
    },
  };
  try {
    const trainer = new Trainer(watched, { ...settings, plugins: [begin] });
    return await (resume ? trainer.resume(resume.folder, resume) : trainer.train());
  } catch (error) {
    throw blames === "settings" ? asUsageError(error) : error;
  }
}
