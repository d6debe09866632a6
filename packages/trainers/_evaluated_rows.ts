import { type LayersModel, stepRandom, type Tensor } from "@forger/core";
import { epochPermutation, readRows, type Source, type SourceFacts, type StreamedSource } from "@forger/data";
import { generateInBatches, type Latent } from "@forger/samplers";
import * as tf from "@tensorflow/tfjs";

/** Rows one batch after another; a batch is freed when the next one is asked for. */
export type RowBatches = AsyncIterable<{ readonly images: Tensor }>;

/** Rows at once. */
const BATCH = 64;

/** An order of the real rows that no training visits. */
const SEED = 0, EPOCH = 2 ** 32 - 2;

/** The real rows from `first` to `end` of an order that depends on their number alone. */
export async function* realRows(
  data: Source | StreamedSource,
  first: number,
  end: number,
): AsyncGenerator<{ readonly images: Tensor }> {
  const order = epochPermutation(data.size, SEED, EPOCH);
  for (let start = first; start < end; start += BATCH) {
    const images = await readRows(data, [...order.subarray(start, Math.min(end, start + BATCH))]);
    try {
      yield { images };
    } finally {
      images.dispose();
    }
  }
}

/** Which rows a generator makes. */
interface GeneratedRows {
  readonly latent: Latent;
  readonly count: number;
  readonly seed: number;
  /** What errors call the generator. */
  readonly name: string;
}

/**
 * Rows of a seed; the labels of a conditional generator are drawn as in training, each class as often as the others.
 *
 * @throws {RangeError} If a number is not finite: the message names the generator and the row.
 */
export async function* generatedRows(
  generator: LayersModel,
  { latent, count, seed, name }: GeneratedRows,
): AsyncGenerator<{ readonly images: Tensor }> {
  const classes = generator.inputs[1]?.shape[1];
  const labels = classes ? await drawnLabels(count, classes, seed) : undefined;
  const batches = generateInBatches(generator, { latent, count, seed }, { batch: BATCH, ...labels && { labels } });
  let first = 0;
  for await (const { images } of batches) {
    const fault = await firstNotFinite(images);
    if (fault) {
      throw new RangeError(
        `Cannot evaluate ${name} as all numbers that it makes must be finite: current value of row ${
          first + fault.row
        } is ${fault.value}. Its training diverged, or its weights are damaged`,
      );
    }
    first += images.shape[0]!;
    yield { images };
  }
}

async function firstNotFinite(images: Tensor): Promise<{ readonly row: number; readonly value: number } | undefined> {
  const all = tf.tidy(() => tf.isFinite(images).all());
  try {
    if ((await all.data())[0] === 1) return undefined;
  } finally {
    all.dispose();
  }
  const values = await images.data(), place = values.findIndex((value) => !Number.isFinite(value));
  return { row: Math.floor(place * images.shape[0]! / values.length), value: values[place]! };
}

async function drawnLabels(count: number, classes: number, seed: number): Promise<readonly number[]> {
  const drawn = tf.tidy(() => {
    const stream = stepRandom(seed, tf.scalar(0, "int32")).stream("evaluation labels");
    return stream.uniform([count], 0, classes).floor().minimum(classes - 1).toInt();
  });
  try {
    return [...await drawn.data()];
  } finally {
    drawn.dispose();
  }
}

/** Whether extractors, which take images in [-1, 1], need other values than the data's. */
export function areScaled({ range: [low, high], shape }: SourceFacts): boolean {
  return shape.length === 3 && !(low === -1 && high === 1);
}

/** Images with values in [-1, 1]; points as they are. */
export async function* scaledRows(
  facts: SourceFacts,
  batches: RowBatches,
): AsyncGenerator<{ readonly images: Tensor }> {
  if (!areScaled(facts)) return yield* batches;
  const [low, high] = facts.range;
  for await (const batch of batches) {
    const images = tf.tidy(() => batch.images.sub(low).mul(2 / (high - low)).sub(1));
    try {
      yield { images };
    } finally {
      images.dispose();
    }
  }
}
