import type { BatchSizes } from "@forger/trainers";
import type { SyntheticRows } from "./synthetic_rows.ts";

/** One number for each player. */
export interface OfPlayers {
  readonly discriminator: number;
  readonly generator: number;
}

/** Where the weights lie that a network begins with: float32, one array after the other. */
export interface WeightsFile {
  readonly file: string;
  readonly shapes: readonly (readonly number[])[];
}

/** A plugin by what tells the peers how to do the same. */
export interface PluginRequest {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a workload asks of every side. */
export interface WorkloadRequest {
  readonly workload: string;
  readonly batch: number | BatchSizes;
  readonly discriminatorUpdate: "joint" | "separate";
  readonly fakes: "fresh" | "shared";
  /** The length of a latent. */
  readonly latent: number;
  readonly data: SyntheticRows;
  /** The name of the loss. */
  readonly loss: string;
  /** What is trained with besides. */
  readonly plugins: readonly PluginRequest[];
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How many of the first steps have their losses compared; they are not timed. */
  readonly comparedSteps: number;
}

/** What one child process is asked to measure; the Python peers read it as JSON. */
export interface MeasurementRequest extends WorkloadRequest {
  /** How the side runs it, for instance `eager` or `compile` in PyTorch. */
  readonly mode: string;
  readonly weights: Readonly<Record<keyof OfPlayers, WeightsFile>>;
  readonly threads: number;
  /** From it the weights and all other randomness follow. */
  readonly seed: number;
  /** For about how long steps are timed. */
  readonly seconds: number;
}

/** What one child process measured: one side, one workload, one round. */
export interface Measurement {
  /** A step: one update of the discriminator and one of the generator, with their losses read. */
  readonly milliseconds: number;
  /** How many steps were timed. */
  readonly steps: number;
  readonly firstLosses: OfPlayers;
  /** Means over the compared steps. */
  readonly meanLosses: OfPlayers;
  /** Whether every loss of every step was a number. */
  readonly finite: boolean;
  readonly batch: number | BatchSizes;
  /** How many are trained. */
  readonly parameters: OfPlayers;
  readonly threads: number;
  /** Of the library that computed. */
  readonly version: string;
  /** How it ran, for instance `xla`. */
  readonly mode: string;
}
