import { type Plugin, type PluginList, resolvePlugins } from "@forger/trainers";

/** Pictures, logs and files: they do not act on the training. */
const WATCHERS = new Set([
  "loss-plot",
  "metrics-file",
  "mode-count",
  "progress",
  "sample-gif",
  "sample-grid",
  "save-generator",
  "scatter-plot",
  "decision-surface",
  "nearest-real",
  "telemetry",
  "tensorboard",
  "value-plot",
]);

/** The plugins of an experiment that are to stay where only its result counts. */
export function actingPlugins(plugins: PluginList = []): readonly Plugin[] {
  return resolvePlugins(plugins).filter(({ name }) => !WATCHERS.has(name));
}
