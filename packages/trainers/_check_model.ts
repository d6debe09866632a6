import type { CheckedFiles } from "./_checked_files.ts";
import { checkSavedNetwork } from "./_check_saved_network.ts";
import type { CheckedConfig } from "./_read_run_config.ts";
import { loadGenerator } from "./load_generator.ts";

const DESCRIPTION = "model/model.json";

/**
 * Loads the generator that a run saved, and says how its files are.
 *
 * @param step Of the newest checkpoint.
 * @returns Why it cannot be sampled from; undefined where it can.
 */
export async function checkModel(
  files: CheckedFiles,
  config: CheckedConfig | undefined,
  step: number | undefined,
): Promise<string | undefined> {
  const isOver = config !== undefined && step !== undefined && step >= config.steps;
  if (isOver && config.plugins.has("save-generator")) {
    files.expect(DESCRIPTION, "the plugin save-generator writes it when training ends; resuming the run does, too");
  }
  if (files.paths(/^model\/model\.json$/).length === 0) {
    return "it has no saved generator, which is written when training ends";
  }
  return await checkSavedNetwork(files, "model", async () => (await loadGenerator(files.folder)).generator);
}
