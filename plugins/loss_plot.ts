import type { Plugin } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { curvePlot } from "./_curve_plot.ts";

/** Options of {@linkcode lossPlot}. */
export interface LossPlotOptions {
  /** Steps between drawings. @default {1000} */
  readonly every?: number;
}

/**
 * Draws the losses of both players into `losses.svg`, during training and at its end.
 *
 * The bold curve is smoothed, the faint one shows how far single steps lie from it. However long the run, it is drawn
 * by at most 1,000 points; the rare values beyond the axis are cut off.
 *
 * @throws {RangeError} If `every` is not a positive integer.
 *
 * @example
 * ```ts
 * import { lossPlot } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(lossPlot({ every: 100 }).name, "loss-plot");
 * ```
 */
export function lossPlot(options: LossPlotOptions = {}): Plugin {
  const { every = 1000 } = options;
  checkPositiveInteger("loss-plot", "every", every);
  const isShown = (name: string) => !name.includes("/"); // the others are terms of a loss, or no losses
  return {
    name: "loss-plot",
    options: { every },
    ...curvePlot({ every, file: "losses.svg", title: "Losses", value: "loss", isShown }),
  };
}
