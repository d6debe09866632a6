import type { Plugin } from "@forger/trainers";
import { adaptiveBalance } from "./adaptive_balance.ts";
import { approximatedR1 } from "./approximated_r1.ts";
import { auxiliaryClassifier } from "./auxiliary_classifier.ts";
import { checkpoints } from "./checkpoints.ts";
import { colourJitter } from "./colour_jitter.ts";
import { decisionSurface } from "./decision_surface.ts";
import { diffAugment } from "./diff_augment.ts";
import { discriminatorAccuracy } from "./discriminator_accuracy.ts";
import { discriminatorOutputs } from "./discriminator_outputs.ts";
import { dragan } from "./dragan.ts";
import { earlyStop } from "./early_stop.ts";
import { ema } from "./ema.ts";
import { evaluate } from "./evaluate.ts";
import { failureWatch } from "./failure_watch.ts";
import { featureMatching } from "./feature_matching.ts";
import { gradientClipping } from "./gradient_clipping.ts";
import { gradientPenalty } from "./gradient_penalty.ts";
import { horizontalFlip } from "./horizontal_flip.ts";
import { instanceNoise } from "./instance_noise.ts";
import { labelFlipping } from "./label_flipping.ts";
import { labelSmoothing } from "./label_smoothing.ts";
import { learningRateSchedule } from "./learning_rate_schedule.ts";
import { livePage } from "./live_page.ts";
import { lossPlot } from "./loss_plot.ts";
import { metricsFile } from "./metrics_file.ts";
import { modeCount } from "./mode_count.ts";
import { nanGuard } from "./nan_guard.ts";
import { nearestReal } from "./nearest_real.ts";
import { progress } from "./progress.ts";
import { r1 } from "./r1.ts";
import { r2 } from "./r2.ts";
import { randomCrop } from "./random_crop.ts";
import { replayBuffer } from "./replay_buffer.ts";
import { report } from "./report.ts";
import { sampleGif } from "./sample_gif.ts";
import { sampleGrid } from "./sample_grid.ts";
import { saveGenerator } from "./save_generator.ts";
import { scatterPlot } from "./scatter_plot.ts";
import { spectralNormalization } from "./spectral_normalization.ts";
import { telemetry } from "./telemetry.ts";
import { tensorboard } from "./tensorboard.ts";
import { topK } from "./top_k.ts";
import { twoTimeScale } from "./two_time_scale.ts";
import { updateRatio } from "./update_ratio.ts";
import { valuePlot } from "./value_plot.ts";
import { weightClipping } from "./weight_clipping.ts";

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
  "adaptive-balance": entry(adaptiveBalance, {
    every: "steps between decisions (default 50)",
    low: "accuracy below which the discriminator is helped (default 0.6)",
    high: "accuracy above which the generator is helped (default 0.9)",
    most: "the most updates of one player a step (default 3)",
  }),
  "approximated-r1": entry(approximatedR1, {
    weight: "factor of the penalty (default 100)",
    stddev: "how far images are moved, in units of their values (default 0.1)",
  }),
  "auxiliary-classifier": entry(auxiliaryClassifier, {
    weight: "factor of the terms (default 1)",
    learnFrom: "images from which the discriminator learns classes: both (the default) or real",
  }),
  "checkpoints": entry(checkpoints, {
    every: "steps between checkpoints (default 500)",
    keep: "how many of the newest are kept (default 3)",
    best: "a logged value: the checkpoint at which it was best is kept besides",
    mode: "whether lower or higher values are better: min or max (default max)",
  }),
  "colour-jitter": entry(colourJitter, {
    brightness: "what is added at most, as a share of the range's width (default 0.05)",
    saturation: "how far the factor of saturation is from 1 at most (default 0.1)",
    contrast: "how far the factor of contrast is from 1 at most (default 0.1)",
    hue: "how far hues turn at most, in turns (default 0)",
  }),
  "decision-surface": entry(decisionSurface, {
    every: "steps between pictures (default 500)",
    count: "points of either kind in a picture (default 500)",
    film: "steps between frames of an animation, 0 for none (default 100)",
    frames: "the most frames between the first and the last (default 50)",
  }),
  "diff-augment": entry(diffAugment, {
    colour: "whether brightness, saturation and contrast change (default true)",
    translation: "how far images move, as a share of their size (default 0.125)",
    cutout: "how large a part is cut out, as a share of the size (default 0.5)",
  }),
  "discriminator-accuracy": entry(discriminatorAccuracy, {}),
  "discriminator-outputs": entry(discriminatorOutputs, {}),
  "dragan": entry(dragan, {
    weight: "factor of the penalty (default 10)",
    stddev: "how far images are moved at most, in units of the batch's deviation (default 0.5)",
    every: "steps between penalties (default 1)",
  }),
  "early-stop": entry(earlyStop, {
    value: "the name of the logged value (default generator)",
    goal: "whether low (the default) or high is better",
    patience: "steps that may pass without a better mean (default 2000)",
    every: "steps over which a mean is taken (default 100)",
    minChange: "by how much a mean must be better to count (default 0)",
    after: "steps at the beginning that do not count (default 0)",
  }),
  "ema": entry(ema, { decay: "how much of the average a step keeps (default 0.999)" }),
  "evaluate": entry(evaluate, {
    every: "steps between evaluations (default 1000)",
    metric:
      "the name of a metric, or several; the first decides which generator is best (default: what suits the data)",
    samples: "rows generated each time (default 2048)",
    extractor: "digits, pixels, random-convolutions or a network's file (default: what suits the data)",
    keepBest: "whether best/ holds the best generator so far (default true)",
  }),
  "failure-watch": entry(failureWatch, {
    every: "steps over which each value is averaged (default 100)",
    patience: "how many bad averages in a row are an alarm (default 3)",
    stop: "whether the first alarm ends the run (default false)",
  }),
  "feature-matching": entry(featureMatching, {
    weight: "factor of the term (default 1)",
    layer: "the discriminator's layer to match (default: the one before the last)",
    replace: "whether it takes the place of the generator's own loss (default false)",
  }),
  "gradient-clipping": entry(gradientClipping, {
    norm: "the greatest length of a player's gradient (default 1)",
    players: "discriminator, generator or both (the default)",
  }),
  "gradient-penalty": entry(gradientPenalty, {
    weight: "factor of the penalty (default 10)",
    target: "the slope that the discriminator should have (default 1)",
    every: "steps between penalties (default 1)",
  }),
  "horizontal-flip": entry(horizontalFlip, { share: "probability of mirroring an image (default 0.5)" }),
  "instance-noise": entry(instanceNoise, { stddev: "the noise's deviation (default linear(0.1, 0))" }),
  "label-flipping": entry(labelFlipping, { share: "probability of turning a target round (default 0.05)" }),
  "label-smoothing": entry(labelSmoothing, {
    real: "target of real images, or its range (default [0.8, 1])",
    fake: "target of generated images, or its range (default 0)",
  }),
  "learning-rate-schedule": entry(learningRateSchedule, {
    factor: "what the learning rate is multiplied by (default cosine(1, 0))",
    players: "discriminator, generator or both (the default)",
  }),
  "live-page": entry(livePage, { port: "the port, 0 for any (default 8123, or the next that is free)" }),
  "loss-plot": entry(lossPlot, { every: "steps between drawings (default 1000)" }),
  "metrics-file": entry(metricsFile, {
    formats: "jsonl, csv or both (the default)",
    every: "steps between rows (default 1)",
  }),
  "mode-count": entry(modeCount, {
    every: "steps between counts (default 500)",
    count: "points generated each time (default 2500)",
    least: "high-quality points that a covered mode needs (default 1)",
  }),
  "nan-guard": entry(nanGuard, {
    every: "steps between the states that are kept (default 500)",
    retries: "how often a run may try again (default 2)",
    factor: "what the learning rates are multiplied by each time (default 0.5)",
  }),
  "nearest-real": entry(nearestReal, {
    every: "steps between pictures (default 500)",
    count: "pairs in a picture (default 10)",
    samples: "how many generated images are compared (default 100)",
    among: "with how many real images (default 5000)",
  }),
  "progress": entry(progress, {
    terminal: "whether one line is overwritten again and again (default: where there is a terminal)",
    interval: "milliseconds between lines (default 100 on a terminal, else 10000)",
    show: "names of logged values to show besides the losses (default none)",
    every: "steps between lines that stay, with that step's values (default none)",
    values: "names of the values in these lines (default the losses and those of show)",
  }),
  "r1": entry(r1, {
    gamma: "twice the factor of the penalty (default 10)",
    every: "steps between penalties (default 1)",
  }),
  "r2": entry(r2, {
    gamma: "twice the factor of the penalty (default 10)",
    every: "steps between penalties (default 1)",
  }),
  "random-crop": entry(randomCrop, {
    scale: "share of height and width that is kept, or its range (default [0.8, 1])",
  }),
  "replay-buffer": entry(replayBuffer, {
    size: "images remembered (default 512)",
    share: "share of the discriminator's generated images that are old (default 0.5)",
  }),
  "report": entry(report, {}),
  "sample-gif": entry(sampleGif, {
    every: "steps between frames (default 100)",
    count: "images in a frame (default 36)",
    columns: "images in a row (default: about square)",
    frameDelay: "milliseconds that a frame is shown (default 100)",
    frames: "the most frames between the first and the last (default 100)",
  }),
  "sample-grid": entry(sampleGrid, {
    every: "steps between pictures (default 500)",
    count: "images in a picture (default 64)",
    columns: "images in a row (default: about square)",
    real: "whether a picture shows real images too (default false)",
  }),
  "save-generator": entry(saveGenerator, {}),
  "scatter-plot": entry(scatterPlot, {
    every: "steps between pictures (default 500)",
    count: "points of either kind in a picture (default 1000)",
    film: "steps between frames of an animation, 0 for none (default 0)",
    frames: "the most frames between the first and the last (default 50)",
  }),
  "spectral-normalization": entry(spectralNormalization, { players: "discriminator (the default), generator or both" }),
  "telemetry": entry(telemetry, {}),
  "tensorboard": entry(tensorboard, {
    every: "steps between scalars (default 1)",
    images: "steps between pictures of generated images, 0 for none (default 1000)",
    histograms: "steps between histograms of the weights, 0 for none (default 500)",
    gradients: "whether there are histograms of the gradients, too (default false)",
  }),
  "top-k": entry(topK, { share: "share of its images that the generator learns from (default linear(1, 0.5))" }),
  "two-time-scale": entry(twoTimeScale, {
    discriminator: "the discriminator's learning rate (default 4e-4)",
    generator: "the generator's learning rate (default 1e-4)",
  }),
  "update-ratio": entry(updateRatio, {
    discriminator: "updates of the discriminator a step (default 5)",
    generator: "updates of the generator a step (default 1)",
  }),
  "value-plot": entry(valuePlot, {
    values: "names of logged values (default output/real and output/fake)",
    file: "the drawing's file, without its ending (default scores)",
    every: "steps between drawings (default 1000)",
  }),
  "weight-clipping": entry(weightClipping, { limit: "how far from 0 a weight may be (default 0.01)" }),
};
