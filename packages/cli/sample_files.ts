import { type GeneratedBatch, generateInBatches, writeImages, writeNpy } from "@forger/samplers";
import type { WrittenSamples } from "./sample_pictures.ts";
import type { SampleSource } from "./sample_source.ts";
import { sampleProgress } from "./sample_progress.ts";

/** How many images there are to be, and where. */
export interface SampleFiles {
  readonly count: number;
  readonly folder: string;
}

/** Of very many classes the first ones are named. */
const NAMED = 10;

/**
 * Writes each image to a file of its own, in memory that does not depend on their number; of several classes in turn.
 *
 * It says where images of an earlier call follow, which would be taken for some of this one.
 */
export async function writeSampleFiles(
  source: SampleSource,
  { count, folder, format }: SampleFiles & { readonly format: "png" | "webp" },
): Promise<WrittenSamples> {
  const { range } = source, fileOf = (number: number) => `${String(number).padStart(6, "0")}.${format}`;
  await writeImages(inTurn(source, count), folder, { format, range });
  const next = `${folder}/${fileOf(count)}`;
  const follows = await Deno.stat(next).then(() => true, () => false);
  return {
    images: count,
    files: `${folder}/${fileOf(0)}${count > 1 ? ` to ${fileOf(count - 1)}` : ""}`,
    notes: turns(source),
    ...follows && { warning: `${next} and what follows it are images of an earlier call` },
  };
}

/** Writes all images into one array, float32 `[count, ...shape]`, without holding them in memory; of several classes in turn. */
export async function writeSampleArray(
  source: SampleSource,
  { count, folder }: SampleFiles,
): Promise<WrittenSamples> {
  const file = `${folder}/samples.npy`;
  await writeNpy(inTurn(source, count), file, { count });
  return { images: count, files: file, notes: turns(source) };
}

function inTurn(
  { classes, generator, latent, seed, signal }: SampleSource,
  count: number,
): AsyncGenerator<GeneratedBatch, void, undefined> {
  const labels = classes && ((number: number) => classes[number % classes.length]!.label);
  return sampleProgress(generateInBatches(generator, { count, latent, seed }, { labels }), count, signal);
}

function turns({ classes = [] }: SampleSource): string[] {
  if (classes.length < 2) return [];
  const names = classes.slice(0, NAMED).map(({ name }) => name).join(", ");
  return [`Classes take turns: ${names}${classes.length > NAMED ? ", …" : ""}`];
}
