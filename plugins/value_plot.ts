import type { Plugin } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { curvePlot } from "./_curve_plot.ts";
import { refuseOption } from "./_refuse_option.ts";

/** Options of {@linkcode valuePlot}. */
export interface ValuePlotOptions {
  /** The names of the logged values. @default {["output/real", "output/fake"], which `discriminatorOutputs` logs} */
  readonly values?: string | readonly string[];
  /** The drawing's file in the run's folder, without its ending: letters, digits, `-` and `_`. @default {"scores"} */
  readonly file?: string;
  /** Steps between drawings. @default {1000} */
  readonly every?: number;
}

const SCORES = ["output/real", "output/fake"];
const DEFAULT_FILE = "scores";

/**
 * Draws logged values over steps into `scores.svg`, or another file, during training and at its end: as `lossPlot` does
 * with the losses. Curves differ in colour and in their dashes, so that they can be told apart in print, too.
 *
 * Several may stand side by side, each with a file of its own: `valuePlot({ file: "accuracy" })` is named
 * `value-plot-accuracy`. At the end of training it warns of values that nothing has logged.
 *
 * @throws {RangeError} If `values` are no names, `file` is no name of a file, or `every` is not a positive integer.
 *
 * @example
 * ```ts
 * import { discriminatorOutputs, failureWatch, valuePlot } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * const plugins = [
 *   discriminatorOutputs(),
 *   valuePlot(), // D(x) and D(G(z)) into scores.svg
 *   failureWatch(),
 *   valuePlot({ values: ["gradient_norm/discriminator", "gradient_norm/generator"], file: "gradients" }),
 * ];
 * const names = ["discriminator-outputs", "value-plot", "failure-watch", "value-plot-gradients"];
 * assertEquals(plugins.map(({ name }) => name), names);
 * ```
 */
export function valuePlot(options: ValuePlotOptions = {}): Plugin {
  const { values = SCORES, file = DEFAULT_FILE, every = 1000 } = options;
  const names = [values].flat();
  if (names.length === 0 || !names.every((name) => typeof name === "string" && name !== "")) {
    refuseOption("value-plot", "values", "names of logged values", `[${names}]`);
  }
  if (typeof file !== "string" || !/^[\w-]+$/.test(file)) {
    refuseOption("value-plot", "file", "letters, digits, - and _, without an ending", file);
  }
  checkPositiveInteger("value-plot", "every", every);
  let missing: Set<string> = new Set();
  let logged: readonly string[] = [];
  const plot = curvePlot({
    every,
    file: `${file}.svg`,
    title: file[0]!.toUpperCase() + file.slice(1),
    value: "value",
    isShown: (name) => names.includes(name),
  });

  return {
    name: file === DEFAULT_FILE ? "value-plot" : `value-plot-${file}`,
    options: { values, file, every },
    async onTrainBegin(run) {
      missing = new Set(names);
      await plot.onTrainBegin(run);
    },
    async onStepEnd(report, run) {
      for (const name of missing) {
        if (report.logs.some(({ values }) => name in values)) missing.delete(name);
      }
      logged = Object.keys(report.logs.at(-1)!.values);
      await plot.onStepEnd(report, run);
    },
    saveState: () => ({ ...plot.saveState(), missing: [...missing], logged }),
    restoreState(state, run) {
      plot.restoreState(state, run);
      missing = new Set((state.missing as readonly string[]).filter((name) => names.includes(name)));
      logged = state.logged as readonly string[];
    },
    async onTrainEnd(reason, run) {
      await plot.onTrainEnd(reason, run);
      if (missing.size === 0 || logged.length === 0) return;
      run.warn(
        `${file}.svg lacks ${[...missing].join(", ")}, which nothing has logged: there were ${logged.join(", ")}`,
      );
    },
  };
}
