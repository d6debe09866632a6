import type { CompileMode } from "@forger/core";
import type { BatchSizes, OptionValue, TrainerSettings } from "@forger/trainers";
import { existingRunFolder } from "./existing_run_folder.ts";
import { readRunJson } from "./read_run_json.ts";
import { UsageError } from "./usage_error.ts";

/** What a run's `config.json` says of how it was begun. */
export interface SavedRun {
  /** The run's folder. */
  readonly folder: string;
  /** The experiment's name. */
  readonly name: string;
  /** Seed, steps, batch and the way in which steps are run. */
  readonly settings: Pick<TrainerSettings, "seed" | "steps" | "batch" | "compile">;
  /** The experiment's options. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** All of `config.json`; of what is not named above nothing was checked. */
  readonly config: Readonly<Record<string, unknown>>;
}

const MODES: readonly unknown[] = ["auto", "xla", "graph", "off"];

/**
 * Reads how a run was begun, so that what the command line does not say is as it was then.
 *
 * @param run The run's folder, or the name of one below `runs/`.
 * @param action What cannot be done without.
 * @throws {UsageError} If there is none, or its settings cannot be read.
 */
export async function readSavedRun(run: string, action = "resume"): Promise<SavedRun> {
  const refuse = (rule: string): never => {
    throw new UsageError(`Cannot ${action} ${run} as it must be a run's folder: ${rule}`);
  };
  const folder = await existingRunFolder(action, run);
  let config: unknown;
  try {
    config = await readRunJson(`${folder}/config.json`);
  } catch (error) {
    return refuse(
      error instanceof Deno.errors.NotFound ? "its config.json is missing" : "its config.json is damaged",
    );
  }
  const known = (config ?? {}) as Record<string, unknown>, { name, seed, steps, batch, options = {}, compute } = known;
  const compile = (compute as { readonly compile?: unknown } | undefined)?.compile;
  const isWhole = typeof name === "string" && Number.isSafeInteger(seed) && Number.isSafeInteger(steps) &&
    typeof batch === "object" && batch !== null && typeof options === "object" && options !== null &&
    MODES.includes(compile);
  if (!isWhole) return refuse("its config.json is damaged");
  return {
    folder,
    name,
    settings: {
      seed: seed as number,
      steps: steps as number,
      batch: batch as BatchSizes,
      compile: compile as CompileMode,
    },
    options: options as Readonly<Record<string, OptionValue>>,
    config: known,
  };
}
