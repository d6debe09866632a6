import type { CompileMode } from "@forger/core";
import type { TrainingParts } from "./training_parts.ts";

/**
 * How a training's steps are run: as is asked for, or as they were where it goes on; as a graph where workers train together, as XLA cannot
 * wait for the others.
 *
 * @throws {RangeError} If XLA is asked for where workers train together.
 */
export function compileModeOf(
  { compute: { group }, resumed, settings: { compile = "auto" } }: Pick<
    TrainingParts,
    "compute" | "resumed" | "settings"
  >,
): CompileMode {
  if (!group) return resumed?.compile ?? compile;
  if (compile === "xla") {
    throw new RangeError(
      `Cannot train with ${group.workers} workers as compile must be auto, graph or off: current value is xla`,
    );
  }
  return compile === "off" ? "off" : "graph";
}
