import { HOOKS } from "./hooks.ts";
import type { Plugin } from "./plugin.ts";

/** Hooks on the host that training depends on. */
const DECIDING: readonly string[] = ["planUpdates", "samplingGenerator"];

/**
 * Whether a plugin runs on every worker, or on the first one alone: where it does not say so itself, one that has hooks
 * inside the step, or that training depends on, runs on all; one that only looks on, such as what writes files, on the first.
 */
export function runsOnAllWorkers(plugin: Plugin): boolean {
  if (plugin.workers !== undefined) return plugin.workers === "all";
  return Object.entries(plugin).some(([name, value]) =>
    value !== undefined && (DECIDING.includes(name) || HOOKS[name as keyof typeof HOOKS]?.where === "step")
  );
}
