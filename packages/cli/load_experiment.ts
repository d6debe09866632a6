import type { Experiment } from "@forger/trainers";
import { shortPath } from "./error_place.ts";
import { loadModule } from "./load_module.ts";
import { UsageError } from "./usage_error.ts";

/** What an experiment must have, and as what. */
const MEMBERS: Readonly<Partial<Record<keyof Experiment, readonly string[]>>> = {
  name: ["string"],
  data: ["function"],
  networks: ["function"],
  latent: ["object"],
  loss: ["object"],
  optimizers: ["object"],
  batch: ["number", "object"],
  steps: ["number"],
};

/**
 * Loads an experiment's file.
 *
 * @throws {UsageError} If there is no such file, it does not load, or what it exports is no experiment.
 */
export async function loadExperiment(path: string): Promise<Experiment> {
  const what = `experiment ${shortPath(path)}`;
  const module = await loadModule(path, what);
  const definition = module.default as Experiment | undefined;
  const help = "end the file with `export default experiment({ … })`";
  if (typeof definition !== "object" || definition === null) {
    throw new UsageError(
      `Cannot load ${what} as its default export must be an experiment: current type is ${typeof definition}`,
      { help },
    );
  }
  for (const [name, types] of Object.entries(MEMBERS)) {
    const type = typeof definition[name as keyof Experiment];
    if (!types.includes(type)) {
      throw new UsageError(
        `Cannot load ${what} as its ${name} must be of type ${types.join(" or ")}: current type is ${type}`,
        { help },
      );
    }
  }
  return definition;
}
