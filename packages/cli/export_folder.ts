import { checkpointSteps } from "@forger/trainers";
import type { ExportFlags } from "./export_flags.ts";
import { findRunFolder, RUNS } from "./run_folder.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Finds the folder of a run that holds the generator that is meant; loads no network.
 *
 * @param run The run's folder, or the name of one in `runs/`.
 * @param runs Where names are looked up.
 * @throws {UsageError} If there is no such run, or it holds no such generator: the message says what to do.
 */
export async function exportFolder(
  run: string,
  { best, checkpoint }: Pick<ExportFlags, "best" | "checkpoint">,
  runs: string = RUNS,
): Promise<string> {
  const folder = await findRunFolder(run, runs);
  if (folder === undefined) {
    throw new UsageError(
      `Cannot export ${run} as it must be a run's folder, or the name of one in ${runs}/: there is no such folder`,
    );
  }
  const steps = await checkpointSteps(folder), last = steps.at(-1);
  if (checkpoint !== undefined) {
    if (steps.includes(checkpoint)) return folder;
    throw new UsageError(
      `Cannot export ${folder} as --checkpoint must be the step of one that is there: current value is ${checkpoint}, there are ${
        steps.join(", ") || "none"
      }`,
    );
  }
  const place = best ? `${folder}/best` : folder, file = `${place}/model/model.json`;
  if (await Deno.stat(file).then(({ isFile }) => isFile, () => false)) return folder;
  throw best
    ? new UsageError(
      `Cannot export the best generator of ${folder} as the plugin evaluate must have kept one: ${file} is missing`,
      { help: "train with --plugin evaluate, or leave out --best" },
    )
    : new UsageError(
      `Cannot export ${folder} as it must hold the generator that the plugin save-generator writes when training ends: ${file} is missing`,
      {
        help: last === undefined
          ? "let the training end, or train again with --plugin save-generator"
          : `let the training end, or export its newest checkpoint: --checkpoint ${last}`,
      },
    );
}
