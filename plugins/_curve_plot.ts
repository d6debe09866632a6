import { writeAtomically } from "@forger/core";
import type { Hooks, Run } from "@forger/trainers";
import { Curve, type CurveState } from "./_curve.ts";
import { drawCurves } from "./_draw_curves.ts";

/** Options of {@linkcode curvePlot}. */
export interface CurvePlotOptions {
  /** Steps between drawings. */
  readonly every: number;
  /** The drawing's file in the run's folder. */
  readonly file: string;
  /** What the drawing shows, such as `Losses`. */
  readonly title: string;
  /** What one value is, such as `loss`. */
  readonly value: string;
  /** Whether a logged value is drawn. */
  readonly isShown: (name: string) => boolean;
}

/** The hooks of a plugin that draws logged values over steps, during training and at its end. */
export function curvePlot(
  { every, file, title, value, isShown }: CurvePlotOptions,
): Pick<Hooks, "onTrainBegin" | "onStepEnd" | "onTrainEnd" | "saveState" | "restoreState"> {
  let curves: Map<string, Curve> = new Map();
  let drawnAt = 0;

  async function draw({ folder, name }: Run): Promise<void> {
    if (curves.size === 0) return;
    await writeAtomically(`${folder}/${file}`, await drawCurves({ title: `${title} of ${name}`, value, curves }));
  }

  return {
    onTrainBegin() {
      curves = new Map();
      drawnAt = 0;
    },
    // runs after each call, not every so many steps: then a run that fails has its last steps drawn too
    async onStepEnd({ logs, step }, run) {
      for (const log of logs) {
        for (const name in log.values) {
          if (!isShown(name)) continue;
          if (!curves.has(name)) curves.set(name, new Curve());
          curves.get(name)!.add(log.step, log.values[name]!);
        }
      }
      if (Math.floor(step / every) === Math.floor(drawnAt / every)) return;
      drawnAt = step;
      await draw(run);
    },
    onTrainEnd: (_reason, run) => draw(run),
    saveState: () => ({ curves: Array.from(curves, ([name, { state }]) => [name, state]), drawnAt }),
    restoreState(state) {
      const named = state.curves as readonly (readonly [name: string, curve: CurveState])[];
      const shown = named.filter(([name]) => isShown(name)); // options may have changed since
      curves = new Map(shown.map(([name, curve]) => [name, Curve.from(curve)]));
      drawnAt = Number(state.drawnAt);
    },
  };
}
