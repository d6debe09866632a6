import {
  appendEvaluations,
  checkExtractorName,
  checkMetricNames,
  type EvaluatedValue,
  Evaluation,
  keepEvaluationsBefore,
  type Plugin,
  type Run,
} from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { BestGenerator } from "./_best_generator.ts";
import { refuseOption } from "./_refuse_option.ts";
import { traced } from "./_traced.ts";

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions {
  /** Steps between evaluations; there is one after the last step, too. @default {1000} */
  readonly every?: number;
  /**
   * The names of metrics, such as `"kernel-distance"`: keys of `EVALUATION_METRICS` of the trainers. What comes first decides
   * which generator is best.
   *
   * @default digit-frechet-distance and mnist-score of MNIST, sliced-wasserstein and modes of points whose modes are known,
   * else frechet-distance, or kernel-distance with fewer than 2,048 rows
   */
  readonly metric?: string | readonly string[];
  /** How many rows are generated each time, of the same latents, and with how many real ones they are compared at most. @default {2048} */
  readonly samples?: number;
  /** What makes features of images: `digits`, `pixels`, `random-convolutions`, or the path of a network. @default digits of MNIST's images, random-convolutions of others */
  readonly extractor?: string;
  /** Whether the best generator so far is kept in `best/`. @default {true} */
  readonly keepBest?: boolean;
}

/** The latents of each evaluation. */
const SEED = 1;

/**
 * Measures how good the generator to sample from is, every so many steps and after the last one, and keeps the best one.
 *
 * Each value is logged as `evaluate/<value>`, such as `evaluate/kernel-distance`, for plugins that show logs wherever they
 * are in the list; and written with its card to `evaluations.jsonl`. All evaluations compare rows of the same latents with the
 * same real rows, so that the values of different steps may be compared. Training itself is not changed.
 *
 * `best/model` is the generator with the best value so far of the first metric, as the plugin `saveGenerator` writes it, and
 * `best/best.json` says of which step, with the value and its card. To go on with training from the best step, give
 * `checkpoints` the logged value's name as `best`.
 *
 * Where an evaluation cannot be made, as with too few rows, equal real images or NaN, training goes on with a warning.
 *
 * @throws {RangeError} If a number is not a positive integer, there is no such metric or extractor, or `keepBest` is not true
 * or false.
 * @see GANs trained by a two time-scale update rule converge to a local Nash equilibrium. Heusel, Ramsauer, Unterthiner,
 * Nessler, Hochreiter, 2017, https://arxiv.org/abs/1706.08500
 *
 * @example
 * ```ts
 * import { checkpoints, evaluate, valuePlot } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * const plugins = [
 *   evaluate({ every: 500, metric: ["kernel-distance", "precision-recall"] }),
 *   valuePlot({ values: ["evaluate/precision", "evaluate/recall"], file: "quality" }),
 *   checkpoints({ every: 500, best: "evaluate/kernel-distance", mode: "min" }),
 * ];
 * assertEquals(plugins[0]!.every, 500);
 * ```
 */
export function evaluate(options: EvaluateOptions = {}): Plugin {
  const { every = 1000, metric, samples = 2048, extractor, keepBest = true } = options;
  checkPositiveInteger("evaluate", "every", every);
  checkPositiveInteger("evaluate", "samples", samples);
  const metrics = metric === undefined ? undefined : [metric].flat();
  if (metrics?.length === 0) refuseOption("evaluate", "metric", "the name of a metric, or several", "[]");
  if (metrics) checkMetricNames("create evaluate", metrics);
  if (extractor !== undefined) checkExtractorName("create evaluate", extractor);
  if (typeof keepBest !== "boolean") refuseOption("evaluate", "keepBest", "true or false", keepBest);
  const best = new BestGenerator();
  let evaluation: Evaluation | undefined, fault: unknown, warned: string | undefined;

  /** Says it once, and again when something else was said in between. */
  function warn(run: Run, step: number, error: unknown): void {
    const message = (error as Error).message;
    if (message !== warned) run.warn(`evaluate: nothing is measured after step ${step}. ${message}`);
    warned = message;
  }

  async function open(run: Run): Promise<void> {
    const onLoading = (message: string) => run.warn(`evaluate: ${message}`);
    try {
      evaluation = await Evaluation.open(run.data, { metrics, extractor, samples, brief: true, onLoading });
      for (const note of evaluation.notes) if (run.step === 0) run.warn(`evaluate: ${note}`);
    } catch (error) {
      const isMistake = error instanceof TypeError || extractor !== undefined && !(error instanceof RangeError);
      if (isMistake) throw error; // no data of another run would help
      fault = error;
    }
  }

  return {
    name: "evaluate",
    options: { every, metric, samples, extractor, keepBest },
    every,
    onConfigure(_experiment, plugins) {
      const other = plugins.find(({ name, options }) =>
        name === "spectral-normalization" && options?.players !== "discriminator"
      );
      if (!keepBest || !other) return;
      throw new TypeError(
        `the generator's weights are not what ${other.name} computes with before training ends: use keepBest false`,
      );
    },
    async onTrainBegin(run) {
      best.forget();
      [evaluation, fault, warned] = [undefined, undefined, undefined];
      await keepEvaluationsBefore(run.folder, run.step + 1);
      await open(run);
    },
    onStepEnd: {
      order: "pre", // so that those who show logs see them
      async handler({ step }, run) {
        if (!evaluation) return warn(run, step, fault);
        const { generator, latent } = run, opened = evaluation;
        let values: EvaluatedValue[];
        try {
          values = await traced(run, "evaluation", () => opened.measure({ generator, latent }, [SEED]));
        } catch (error) {
          return warn(run, step, error);
        }
        warned = undefined;
        for (const { name, value } of values) run.log(`evaluate/${name}`, value);
        try {
          await keepEvaluationsBefore(run.folder, step); // what a run that went back had measured
          await appendEvaluations(run.folder, values.map((value) => ({ ...value, step, of: "training" })));
          if (keepBest) await best.offer(run, step, values);
        } catch (error) {
          run.warn(`evaluate: what was measured after step ${step} is not written. ${(error as Error).message}`);
        }
      },
    },
    saveState: () => ({ best: best.state, warned: warned ?? null }),
    restoreState(state, { step }) {
      best.restore(state.best, step);
      warned = state.warned as string | null ?? undefined;
    },
    onTrainEnd() {
      evaluation?.dispose();
      evaluation = undefined;
    },
  };
}
