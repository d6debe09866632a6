import { writeAtomically } from "@forger/core";
import type { Plugin, Run } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { Curve } from "./_curve.ts";
import { drawCurves } from "./_draw_curves.ts";

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
  const curves = new Map<string, Curve>();
  let drawnAt = 0;

  async function draw({ folder, name }: Run): Promise<void> {
    if (curves.size > 0) await writeAtomically(`${folder}/losses.svg`, await drawCurves(`Losses of ${name}`, curves));
  }

  return {
    name: "loss-plot",
    options: { every },
    onTrainBegin() {
      curves.clear();
      drawnAt = 0;
    },
    // runs after each call, not every so many steps: then a run that fails has its last steps drawn too
    async onStepEnd({ logs, step }, run) {
      for (const log of logs) {
        for (const name in log.values) {
          if (name.includes("/")) continue; // a term of a loss
          if (!curves.has(name)) curves.set(name, new Curve());
          curves.get(name)!.add(log.step, log.values[name]!);
        }
      }
      if (Math.floor(step / every) === Math.floor(drawnAt / every)) return;
      drawnAt = step;
      await draw(run);
    },
    onTrainEnd: (_reason, run) => draw(run),
  };
}
