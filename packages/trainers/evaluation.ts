import type { LayersModel } from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import { type DigitClassifier, type FeatureExtractor, type MetricCard, metricValue } from "@forger/metrics";
import type { Latent } from "@forger/samplers";
import { checkGeneratedShape, checkMetricFits, checkRowCounts, type RowCounts } from "./_check_evaluation.ts";
import { type CollectedFeatures, collectFeatures } from "./_collect_features.ts";
import { areDigits, defaultMetrics } from "./_default_metrics.ts";
import { areScaled, generatedRows, realRows, type RowBatches, scaledRows } from "./_evaluated_rows.ts";
import type { EvaluatedValue } from "./evaluated_value.ts";
import { coordinates, evaluationDigits, evaluationExtractor } from "./evaluation_extractor.ts";
import { checkMetricNames, EVALUATION_METRICS } from "./evaluation_metric.ts";

/** Options of {@linkcode Evaluation.open}. */
export interface EvaluationOptions {
  /** The names of metrics, keys of {@linkcode EVALUATION_METRICS}. @default those that suit the data */
  readonly metrics?: readonly string[];
  /**
   * `digits`, `pixels`, `random-convolutions`, a file, or an extractor of one's own for images in [-1, 1].
   * @default digits of MNIST's images, random-convolutions of others
   */
  readonly extractor?: string | FeatureExtractor;
  /**
   * How many rows are generated, and with how many real ones they are compared at most.
   * @default {10,000, or as many as there are real ones}
   */
  readonly samples?: number;
  /** Those that will be measured, so that one that makes other rows is refused before anything is loaded. @default {not known yet} */
  readonly generators?: readonly LayersModel[];
  /** Whether metrics that take long are left out where none are named. @default {false} */
  readonly brief?: boolean;
  /** Hears what is being done. */
  readonly onProgress?: (message: string) => void;
  /** Hears of what takes a minute or two, such as the training of the digit classifier on first use. */
  readonly onLoading?: (message: string) => void;
}

/** A generator with the latents that it takes. */
export interface EvaluatedGenerator {
  /** Takes latents, and labels where it is conditional. */
  readonly generator: LayersModel;
  /** Where its latents are drawn from. */
  readonly latent: Latent;
  /** What errors call it. @default {"the generator"} */
  readonly name?: string;
}

/** At most so many rows, unless one says so. */
const SAMPLES = 10_000;

/**
 * One protocol of evaluation: the same real rows, metrics and settings for every generator that is measured, so that the
 * values may be compared.
 *
 * Which real rows are taken depends on their number alone, and which latents on the seed. A conditional generator gets
 * labels as in training, each class equally often. Images are measured as they come from the generator, in float32, and not
 * rounded to bytes.
 *
 * @example A generator of points that collapsed to the middle of a ring.
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { ringOfGaussians } from "@forger/data";
 * import { normalLatent } from "@forger/samplers";
 * import { Evaluation } from "@forger/trainers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const layer = tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: "zeros" });
 * const data = ringOfGaussians({ count: 100 });
 * const evaluation = await Evaluation.open(data, { metrics: ["modes"] });
 * const generator = tf.sequential({ layers: [layer] });
 * const values = await evaluation.measure({ generator, latent: normalLatent(2) }, [1, 2, 3]);
 * assertEquals(values.map(({ name, value }) => [name, value]), [["modes-covered", 0], ["high-quality-share", 0]]);
 * evaluation.dispose();
 * data.dispose();
 * ```
 */
export class Evaluation {
  /** The names of the metrics. */
  readonly metrics: readonly string[];
  /** What the user should know of the choice of metrics. */
  readonly notes: readonly string[];
  /** How many rows of each kind are compared. */
  readonly counts: { readonly real: number; readonly fake: number };
  readonly #parts: EvaluationParts;
  #real: CollectedFeatures | undefined;

  private constructor(parts: EvaluationParts) {
    [this.metrics, this.notes, this.counts] = [parts.metrics, parts.notes, parts.counts];
    this.#parts = parts;
  }

  /**
   * Settles how generators of such data are evaluated, and loads what that takes.
   *
   * @param data The real rows; they stay the caller's, and are needed as long as the evaluation is.
   * @throws {RangeError} If there is no such metric or extractor, or a metric needs more rows: the message says how many.
   * @throws {TypeError} If a metric, the extractor or a generator does not fit the data.
   */
  static async open(data: Source | StreamedSource, options: EvaluationOptions = {}): Promise<Evaluation> {
    const { brief = false, onProgress = () => {}, samples = Math.min(SAMPLES, data.size) } = options;
    if (!Number.isSafeInteger(samples) || samples < 1) {
      throw new RangeError(`Cannot evaluate as samples must be a positive integer: current value is ${samples}`);
    }
    if (options.metrics) {
      checkMetricNames("evaluate", options.metrics);
      options.metrics.forEach((name) => checkMetricFits(name, data));
    }
    for (const generator of options.generators ?? []) checkGeneratedShape(generator, data);
    const owned: Disposable[] = [];
    try {
      const extractor = await extractorOf(data, options);
      if (extractor !== options.extractor && isDisposable(extractor)) owned.push(extractor);
      const counts = { real: Math.min(samples, data.size), fake: samples, available: data.size };
      const chosen = options.metrics ? { metrics: options.metrics, notes: [] } : defaultMetrics(data, {
        featureSize: extractor.size,
        rows: Math.min(counts.real, counts.fake),
        brief,
      });
      for (const name of chosen.metrics) checkRowCounts(name, counts, extractor);
      let digits: DigitClassifier | undefined;
      if (chosen.metrics.some((name) => EVALUATION_METRICS[name]!.rows === "logits")) {
        digits = isDigitClassifier(extractor) ? extractor : await evaluationDigits(options);
        if (digits !== extractor) owned.push(digits);
      }
      return new Evaluation({ ...chosen, data, extractor, digits, counts, owned, onProgress });
    } catch (error) {
      owned.forEach((one) => one.dispose());
      throw error;
    }
  }

  /**
   * Generates rows, once for each seed, and measures them.
   *
   * @param seeds At least one: integers from 0 to 2^53 - 1.
   * @returns The values of all metrics, in their order.
   * @throws {RangeError} If there is no seed or one is out of range, a generated or real number is not finite, or real rows
   * do not differ.
   * @throws {TypeError} If the generator makes other rows than the data hold.
   */
  async measure(
    { generator, latent, name = "the generator" }: EvaluatedGenerator,
    seeds: readonly number[],
  ): Promise<EvaluatedValue[]> {
    if (seeds.length === 0) throw new RangeError("Cannot evaluate as there must be a seed: received none");
    const wrong = seeds.find((seed) => !(Number.isSafeInteger(seed) && seed >= 0)); // before any takes its time
    if (wrong !== undefined) {
      throw new RangeError(`Cannot evaluate as seeds must be integers from 0 to 2^53 - 1: current value is ${wrong}`);
    }
    const { data } = this.#parts, { fake: count } = this.counts;
    checkGeneratedShape(generator, data);
    const real = await this.#realFeatures();
    const repeats: ReadonlyMap<string, MeasuredValue>[] = [];
    for (const [index, seed] of seeds.entries()) {
      const of = seeds.length > 1 ? `repeat ${index + 1} of ${seeds.length}: ` : "";
      this.#parts.onProgress(`${of}generating ${count} rows`);
      const fake = await this.#collect(generatedRows(generator, { latent, count, seed, name }));
      repeats.push(await this.#measured(real, fake, { seed, of, metrics: this.metrics }));
    }
    return [...repeats[0]!.keys()].map((name) => this.#valueOf(name, repeats, seeds));
  }

  /**
   * The values of real rows in the place of generated ones, as a perfect generator would get them.
   *
   * Of data with at least twice as many rows as are compared, other rows are measured against them; else there are only the
   * values of metrics that look at one set.
   */
  async measureReal(): Promise<ReadonlyMap<string, number>> {
    const { data } = this.#parts, { real: count } = this.counts, hasOthers = 2 * count <= data.size;
    const metrics = this.metrics.filter((name) => hasOthers || EVALUATION_METRICS[name]!.ofOneSet);
    if (metrics.length === 0) return new Map();
    const real = await this.#realFeatures();
    const other = hasOthers ? await this.#collect(realRows(data, count, 2 * count)) : real;
    const values = await this.#measured(real, other, { seed: 0, of: "real rows: ", metrics });
    return new Map([...values].map(([name, { value }]) => [name, value]));
  }

  /** Frees what it loaded; the data and an extractor that was given stay. */
  dispose(): void {
    this.#parts.owned.forEach((one) => one.dispose());
  }

  async #measured(
    real: CollectedFeatures,
    fake: CollectedFeatures,
    { metrics, of, seed }: { readonly metrics: readonly string[]; readonly of: string; readonly seed: number },
  ): Promise<ReadonlyMap<string, MeasuredValue>> {
    const { data: { modes }, onProgress } = this.#parts, found = new Map<string, MeasuredValue>();
    for (const metric of metrics) {
      onProgress(`${of}${metric}`);
      const { measure, rows } = EVALUATION_METRICS[metric]!, kind = rows === "logits" ? "logits" : "features";
      const { values, standardError } = await measure(real[kind]!, fake[kind]!, { seed, ...modes && { modes } });
      for (const [name, value] of Object.entries(values)) found.set(name, { metric, value, standardError });
    }
    return found;
  }

  #valueOf(
    name: string,
    repeats: readonly ReadonlyMap<string, MeasuredValue>[],
    seeds: readonly number[],
  ): EvaluatedValue {
    const found = repeats.map((values) => values.get(name)!), { metric, standardError } = found[0]!;
    const values = found.map(({ value }) => value);
    const errors = found.reduce((sum, one) => sum + (one.standardError ?? 0), 0);
    return {
      name,
      better: EVALUATION_METRICS[metric]!.values[name]!,
      ...metricValue(this.#card(name, metric, seeds), values),
      repeats: values,
      ...standardError !== undefined && { standardError: errors / found.length },
    };
  }

  #card(name: string, metric: string, seeds: readonly number[]): MetricCard {
    const { data, digits, extractor } = this.#parts, { settings, rows } = EVALUATION_METRICS[metric]!;
    const isLogits = rows === "logits", used = isLogits ? digits! : extractor;
    return {
      metric: name,
      settings: {
        ...settings,
        data: data.name,
        dataRows: data.size,
        split: splitOf(data),
        ...data.fingerprint !== undefined && { fingerprint: data.fingerprint },
      },
      extractor: { name: isLogits ? `${used.name}, logits` : used.name, hash: used.hash },
      realCount: this.counts.real,
      fakeCount: this.counts.fake,
      resizing: resizingOf(data, used),
      seeds,
    };
  }

  async #realFeatures(): Promise<CollectedFeatures> {
    const { data, onProgress } = this.#parts, { real: count } = this.counts;
    if (this.#real) return this.#real;
    onProgress(`reading ${count} real rows`);
    return this.#real = await this.#collect(realRows(data, 0, count));
  }

  async #collect(batches: RowBatches): Promise<CollectedFeatures> {
    const { data, digits, extractor } = this.#parts;
    const needsFeatures = this.metrics.some((name) => EVALUATION_METRICS[name]!.rows !== "logits");
    return await collectFeatures(
      { features: needsFeatures ? extractor : undefined, digits },
      scaledRows(data, batches),
    );
  }
}

/** A value of one repeat. */
interface MeasuredValue {
  readonly metric: string;
  readonly value: number;
  readonly standardError: number | undefined;
}

interface EvaluationParts {
  readonly data: Source | StreamedSource;
  readonly extractor: FeatureExtractor;
  readonly digits: DigitClassifier | undefined;
  readonly counts: RowCounts;
  readonly metrics: readonly string[];
  readonly notes: readonly string[];
  readonly owned: readonly Disposable[];
  readonly onProgress: (message: string) => void;
}

function isDigitClassifier(extractor: FeatureExtractor): extractor is DigitClassifier {
  return "logits" in extractor && isDisposable(extractor);
}

function isDisposable(extractor: object): extractor is Disposable {
  return "dispose" in extractor;
}

/** What holds something on the device. */
interface Disposable {
  dispose(): void;
}

/** The extractor that is wanted, else the one that suits the data. */
async function extractorOf(
  data: Source | StreamedSource,
  { extractor, onLoading }: EvaluationOptions,
): Promise<FeatureExtractor> {
  if (typeof extractor === "object") return extractor;
  if (extractor === undefined && data.shape.length === 1) return coordinates(data.shape[0]!);
  const name = extractor ?? (areDigits(data) ? "digits" : "random-convolutions");
  return await evaluationExtractor(name, data.shape, { onLoading });
}

/** How values and sizes of images come to be those that an extractor takes. */
function resizingOf(data: Source | StreamedSource, { resizing = "none" }: FeatureExtractor): string {
  if (!areScaled(data)) return resizing;
  const scaled = `values from [${data.range}] to [-1,1]`;
  return resizing === "none" ? scaled : `${scaled}, then ${resizing}`;
}

/** Which part of a data set the real rows are, where that is known. */
function splitOf({ name }: Source | StreamedSource): string {
  return name === "mnist" ? "train" : name === "mnist test" ? "test" : "all rows of the source";
}
