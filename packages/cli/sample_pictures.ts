import { type Tensor, writeAtomically } from "@forger/core";
import {
  encodeImageGrid,
  type EncodedPicture,
  type GeneratedBatch,
  generateInBatches,
  type ImageGridOptions,
  numberedLatents,
  writeGif,
  writeWebp,
} from "@forger/samplers";
import * as tf from "@tensorflow/tfjs";
import { type SampleLayout, sampleLayout } from "./sample_layout.ts";
import type { Grid } from "./sample_flags.ts";
import type { SampleSource } from "./sample_source.ts";
import { sampleWalk } from "./sample_walk.ts";
import { UsageError } from "./usage_error.ts";

/** Is told of batches as they come. */
export type Watch = (batches: AsyncIterable<GeneratedBatch>, count: number) => AsyncIterable<GeneratedBatch>;

/** Of very many classes a picture shows the first ones. */
const MOST_CLASSES = 40;

/** Frames from one image of a walk to the next, and milliseconds of each: a second altogether. */
const STEPS = 20, DELAY = 50;

/** What a WebP and most viewers can show. */
const LONGEST_SIDE = 16_383;

/** While an animation is written, all of it is in memory. */
const MOST_BYTES = 1e9;
