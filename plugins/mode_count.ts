import { countModes } from "@forger/data";
import type { Plugin } from "@forger/trainers";
import { checkPositiveInteger } from "./_check_positive_integer.ts";
import { FixedSamples } from "./_fixed_samples.ts";
import { requirePoints } from "./_require_points.ts";

/** Options of {@linkcode modeCount}. */
export interface ModeCountOptions {
  /** Steps between counts. @default {500} */
  readonly every?: number;
  /** Points that are generated each time, of the same latents. @default {2500} */
  readonly count?: number;
  /** High-quality points that a mode needs to count as covered; some papers ask for more than one. @default {1} */
  readonly least?: number;
}

/**
 * Logs how many of the data's modes the generator covers, `modes/covered`, and which share of its points is near one,
 * `modes/high-quality`: the usual measures of mode collapse.
 *
 * A point is of high quality within three standard deviations of the nearest centre, as 98.9 % of the real ones are. The
 * centres come with data such as `ringOfGaussians` and `gridOfGaussians`; other data are refused when training begins.
 * Both numbers are counted after every `every` steps and after the last one. Plugins that show logs see them wherever
 * they are in the list.
 *
 * @throws {RangeError} If an option is not a positive integer.
 * @see VEEGAN: reducing mode collapse in GANs using implicit variational learning. Srivastava, Valkov, Russell, Gutmann, Sutton, 2017, https://arxiv.org/abs/1705.07761
 *
 * @example
 * ```ts
 * import { modeCount } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(modeCount({ every: 100 }).options, { every: 100, count: 2500, least: 1 });
 * ```
 */
export function modeCount(options: ModeCountOptions = {}): Plugin {
  const { every = 500, count = 2500, least = 1 } = options;
  checkPositiveInteger("mode-count", "every", every);
  checkPositiveInteger("mode-count", "count", count);
  checkPositiveInteger("mode-count", "least", least);
  const fixed = new FixedSamples();

  return {
    name: "mode-count",
    options: { every, count, least },
    every,
    onTrainBegin(run) {
      const { data } = run;
      requirePoints("count modes", data);
      if (!data.modes) {
        throw new TypeError(
          `Cannot count modes of ${data.name} as it must say where they are: its \`modes\` is missing, which for instance ringOfGaussians() has`,
        );
      }
      fixed.begin(run, { count });
    },
    onStepEnd: {
      order: "pre", // so that those who show logs see them
      async handler(_report, run) {
        const points = await fixed.use(run, (samples) => samples.data());
        const { covered, highQuality } = countModes(points, run.data.modes!, { least });
        run.log("modes/covered", covered);
        run.log("modes/high-quality", highQuality);
      },
    },
    onTrainEnd: () => fixed.dispose(),
  };
}
