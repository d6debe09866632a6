import { findExamples } from "./find_examples.ts";
import { isPath } from "./load_module.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Finds an experiment's file; loads nothing.
 *
 * @param source The name of an experiment in `examples/`, or a path.
 * @throws {UsageError} If the name is none.
 */
export async function findExperiment(source: string): Promise<string> {
  if (isPath(source)) return source;
  const examples = await findExamples();
  const path = examples.get(source);
  if (path !== undefined) return path;
  const names = [...examples.keys()];
  throw new UsageError(`Cannot train ${source} as it must be an experiment: known are ${names.join(", ") || "none"}`, {
    misspelt: { name: source, known: names },
    help: "a file of your own is named by its path, such as ./mine.ts",
  });
}
