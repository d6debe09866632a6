import type { Plugin } from "@forger/trainers";
import { approximatedR1 } from "./approximated_r1.ts";
import { ema } from "./ema.ts";
import { lossPlot } from "./loss_plot.ts";
import { metricsFile } from "./metrics_file.ts";
import { progress } from "./progress.ts";
import { sampleGrid } from "./sample_grid.ts";
import { saveGenerator } from "./save_generator.ts";

/** A plugin as it is found by name. */
export interface PluginEntry {
  /** What each option means, by its name. */
  readonly options: Readonly<Record<string, string>>;
  /** Calls the plugin's factory; {@linkcode createPlugin} checks the options' names before. */
  create(options: Readonly<Record<string, unknown>>): Plugin;
}

/** The names of those options that are data: functions cannot be given on a command line. */
type DataOption<Options> = {
  [Name in keyof Options]-?: NonNullable<Options[Name]> extends (...args: never[]) => unknown ? never : Name;
}[keyof Options];

/** The compiler insists on a description of every option. */
function entry<Options extends object>(
  factory: (options: Options) => Plugin,
  options: Record<DataOption<Options> & string, string>,
): PluginEntry {
  return { options, create: (given) => factory(given as Options) };
}

/**
 * All plugins, by the name that each one bears.
 *
 * @example
 * ```ts
 * import { PLUGINS } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Object.keys(PLUGINS.ema!.options), ["decay"]);
 * ```
 */
export const PLUGINS: Readonly<Record<string, PluginEntry>> = {
  "approximated-r1": entry(approximatedR1, {
    weight: "factor of the penalty (default 100)",
    stddev: "how far images are moved, in units of their values (default 0.1)",
  }),
  "ema": entry(ema, { decay: "how much of the average a step keeps (default 0.999)" }),
  "loss-plot": entry(lossPlot, { every: "steps between drawings (default 1000)" }),
  "metrics-file": entry(metricsFile, {
    formats: "jsonl, csv or both (the default)",
    every: "steps between rows (default 1)",
  }),
  "progress": entry(progress, {
    terminal: "whether one line is overwritten again and again (default: where there is a terminal)",
    interval: "milliseconds between lines (default 100 on a terminal, else 10000)",
  }),
  "sample-grid": entry(sampleGrid, {
    every: "steps between pictures (default 500)",
    count: "images in a picture (default 64)",
    columns: "images in a row (default: about square)",
  }),
  "save-generator": entry(saveGenerator, {}),
};
