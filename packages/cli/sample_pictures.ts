import { type Tensor, writeAtomically } from "@forger/core";
import {
  type EncodedPicture,
  encodeImageGrid,
  generateInBatches,
  type ImageGridOptions,
  numberedLatents,
  writeGif,
  writeWebp,
} from "@forger/samplers";
import * as tf from "@tensorflow/tfjs";
import type { Grid } from "./sample_flags.ts";
import { type SampleLayout, sampleLayout, usualGrid } from "./sample_layout.ts";
import { sampleScale } from "./sample_scale.ts";
import type { SampleSource } from "./sample_source.ts";
import { sampleWalk } from "./sample_walk.ts";
import { sampleProgress } from "./sample_progress.ts";

/** What a picture or an animation is to be. */
export interface SamplePicture {
  /** @default a row of each class, or else 8 x 8, or 4 x 4 where they move */
  readonly grid?: Grid;
  readonly folder: string;
}

/** What was written. */
export interface WrittenSamples {
  readonly images: number;
  /** Where they are. */
  readonly files: string;
  /** What else to say of them. */
  readonly notes?: readonly string[];
  readonly warning?: string;
}

/** From one image of a walk to the next, and milliseconds of each: about a second altogether. */
const STEPS = 16, DELAY = 60;

/**
 * Writes a picture of a grid of images.
 *
 * @throws {UsageError} If the picture would be too large.
 */
export async function writeSampleGrid(
  source: SampleSource,
  { folder, format, grid }: SamplePicture & { readonly format: "png" | "webp" },
): Promise<WrittenSamples> {
  const { drawing, layout } = plan(source, { frames: 1, grid });
  const { numbers, labels } = layout, file = `${folder}/grid.${format}`;
  const latents = numberedLatents(source.latent, numbers, source.seed), parts: Tensor[] = [];
  try {
    const batches = generateInBatches(source.generator, latents, { labels });
    for await (const { images } of sampleProgress(batches, numbers.length, source.signal)) parts.push(images.clone());
    const all = tf.concat(parts);
    tf.dispose(parts.splice(0, Infinity, all));
    const picture = await encodeImageGrid(all, drawing);
    if (format === "png") await writeAtomically(file, picture.bytes);
    else await writeWebp([picture], file);
  } finally {
    tf.dispose([latents, parts]);
  }
  return { images: numbers.length, files: file };
}

/**
 * Writes an animation in which each image of a grid changes into others and back.
 *
 * @throws {UsageError} If its pictures would be too large.
 */
export async function writeSampleWalk(
  source: SampleSource,
  { folder, format, grid, stops }: SamplePicture & {
    readonly format: "gif" | "webp";
    /** Images that each place of the grid passes. */
    readonly stops: number;
  },
): Promise<WrittenSamples> {
  const frames = stops * STEPS, { drawing, layout } = plan(source, { frames, grid });
  const { numbers, labels } = layout, file = `${folder}/walk.${format}`, count = frames * numbers.length;
  const latents = sampleWalk(source.latent, { numbers, stops, steps: STEPS, seed: source.seed });
  const pictures: EncodedPicture[] = [];
  try {
    const batches = generateInBatches(source.generator, latents, {
      batch: numbers.length, // a picture
      labels: labels && ((number) => labels[number % labels.length]!),
    });
    for await (const { images } of sampleProgress(batches, count, source.signal)) {
      pictures.push(await encodeImageGrid(images, drawing));
    }
  } finally {
    latents.dispose();
  }
  await (format === "gif" ? writeGif : writeWebp)(pictures, file, { delay: DELAY });
  return { images: count, files: file };
}

interface Plan {
  readonly layout: SampleLayout;
  readonly drawing: ImageGridOptions;
}

function plan(
  { classes, range, shape }: SampleSource,
  { frames, grid = usualGrid({ classes: classes?.length ?? 1, walks: frames > 1 }) }: {
    readonly frames: number;
    readonly grid?: Grid;
  },
): Plan {
  const scale = sampleScale({ ...grid, frames, shape }); // refuses what is too large to be laid out
  const layout = sampleLayout(grid, classes), { columns, rowLabels } = layout;
  return { layout, drawing: { columns, range, scale, ...rowLabels && { rowLabels } } };
}
