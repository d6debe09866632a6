import { progressLine, startCompute, type Tensor, writeAtomically } from "@forger/core";
import {
  encodeImageGrid,
  type EncodedPicture,
  type GeneratedBatch,
  generateInBatches,
  type LatentSeries,
  numberedLatents,
  truncatedNormalLatent,
  writeGif,
  writeImages,
  writeNpy,
  writeWebp,
} from "@forger/samplers";
import { loadGenerator, type SavedGenerator } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { count as inWords } from "./describe_start.ts";
import { loadingBar } from "./loading_bar.ts";
import type { Output } from "./output.ts";
import { type SampleClass, sampleClasses } from "./sample_classes.ts";
import type { Grid, SampleFlags } from "./sample_flags.ts";
import { type SampleLayout, sampleLayout } from "./sample_layout.ts";
import { sampleWalk } from "./sample_walk.ts";
import { UsageError } from "./usage_error.ts";

