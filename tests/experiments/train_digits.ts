// Trains one example on MNIST with one seed, in a process of its own, and scores its images. Prints one line of JSON.
import { type LayersModel, startCompute } from "@forger/core";
import { epochPermutation, mnist } from "@forger/data";
import { digitClassifier } from "@forger/metrics";
import { fixedLatents, generate, writeImageGrid } from "@forger/samplers";
import { type ConfigurableExperiment, type Experiment, type OptionValue, Trainer } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { actingPlugins } from "./acting_plugins.ts";
import { type DigitScore, digitScore } from "../tricks/digit_score.ts";

/** What is asked for. */
export interface DigitsRequest {
  /** The name of an experiment in `examples/`. */
  readonly experiment: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly seed: number;
  readonly steps?: number;
  /** Where a grid of samples is written. @default nowhere */
  readonly picture?: string;
}

/** What one training gave. */
export interface DigitsResult extends DigitScore {
  /** Of a conditional generator, the share of images in which the classifier reads the digit that was asked for. */
  readonly asked?: number;
  /** From the first step to the last. */
  readonly seconds: number;
}

const IMAGES = 10_240, BATCH = 512, LATENT_SEED = 1_000_003, DIGITS = 10;

async function loadExample({ experiment, options }: DigitsRequest): Promise<Experiment> {
  const file = new URL(`../../examples/${experiment.replaceAll("-", "_")}.ts`, import.meta.url);
  const { default: example } = await import(file.href) as { default: Experiment | ConfigurableExperiment };
  return "configure" in example ? example.configure(options) : example;
}

async function trainDigits(request: DigitsRequest): Promise<DigitsResult> {
  await startCompute({ backend: "tensorflow" });
  const example = await loadExample(request), { seed, steps } = request;
  const plugins = actingPlugins(example.plugins);
  const folder = await Deno.makeTempDir({ prefix: "forger-digits-" });
  try {
    const begin = performance.now();
    const { generator } = await new Trainer({ ...example, plugins }, { folder, seed, steps }).train();
    const seconds = (performance.now() - begin) / 1000;
    if (request.picture) await drawSamples(generator, example, request.picture);
    return { ...await judge(generator, example), seconds };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Not picked: the first latents, of a conditional generator the same for each digit. */
async function drawSamples(generator: LayersModel, { data, latent }: Experiment, file: string): Promise<void> {
  const { range, dispose } = await data();
  dispose();
  const isConditional = generator.inputs.length > 1, columns = isConditional ? 10 : 8;
  const count = isConditional ? columns * DIGITS : columns ** 2;
  const labels = Array.from({ length: count }, (_, index) => Math.floor(index / columns));
  const images = tf.tidy(() => {
    const latents = isConditional ? fixedLatents(latent, columns, 1).tile([DIGITS, 1]) : fixedLatents(latent, count, 1);
    return generate(generator, latents, isConditional ? labels : undefined);
  });
  await writeImageGrid(images, file, { columns, range, scale: 1 });
  images.dispose();
}

async function judge(generator: LayersModel, { data, latent }: Experiment): Promise<Omit<DigitsResult, "seconds">> {
  const classifier = await digitClassifier({ train: () => mnist(), test: () => mnist({ split: "test" }) });
  const { range: [low, high], dispose } = await data();
  dispose();
  const isConditional = generator.inputs.length > 1;
  const probabilities: number[][] = [];
  let right = 0;
  for (let done = 0; done < IMAGES; done += BATCH) {
    const latents = fixedLatents(latent, BATCH, LATENT_SEED + done);
    const labels = Array.from({ length: BATCH }, (_, index) => (done + index) % DIGITS);
    const images = tf.tidy(() =>
      generate(generator, latents, isConditional ? labels : undefined)
        .reshape([BATCH, 28, 28, 1]).sub(low).mul(2 / (high - low)).sub(1)
    );
    const found = classifier.probabilities(images);
    const rows = await found.array() as number[][];
    right += rows.filter((row, index) => row.indexOf(Math.max(...row)) === labels[index]).length;
    probabilities.push(...rows);
    tf.dispose([latents, images, found]);
  }
  return { ...digitScore(shuffled(probabilities)), ...isConditional && { asked: right / IMAGES } };
}

/** In random order, as the score is of batches of 32, in which classes in turn would be too even. */
function shuffled<Row>(rows: readonly Row[]): Row[] {
  return Array.from(epochPermutation(rows.length, LATENT_SEED, 0), (place) => rows[place]!);
}

if (import.meta.main) console.log(JSON.stringify(await trainDigits(JSON.parse(Deno.args[0]!))));
