import type { CompileMode } from "@forger/core";
import type { Measurement } from "./measurement.ts";

/** A training on the images of a folder that were all decoded before. */
export interface StreamingRequest {
  readonly workload: string;
  /** Whether all images lie on the device before training begins, or are read from the cache on disk while steps run. */
  readonly from: "device" | "disk";
  readonly folder: string;
  readonly cacheFolder: string;
  readonly threads: number;
  readonly seed: number;
  /** For about how long steps are timed. */
  readonly seconds: number;
  readonly compile: CompileMode;
  /** How many of the first steps have their losses compared. */
  readonly comparedSteps: number;
}

/** What one training came to. */
export interface StreamingTraining
  extends Pick<Measurement, "milliseconds" | "steps" | "firstLosses" | "meanLosses" | "finite" | "mode"> {
  /** What all cores together spent on a step. */
  readonly processorMilliseconds: number;
}
