import type { LayersModel } from "@forger/core";
import type { SourceFacts } from "@forger/data";
import type { FeatureExtractor } from "@forger/metrics";
import { areDigitsShaped } from "./evaluation_extractor.ts";
import { EVALUATION_METRICS } from "./evaluation_metric.ts";

/** @throws {TypeError} If a metric does not fit the data. */
export function checkMetricFits(metric: string, { modes, name, shape }: SourceFacts): void {
  const { rows } = EVALUATION_METRICS[metric]!;
  if (rows === "logits" && !areDigitsShaped(shape)) {
    throw new TypeError(
      `Cannot evaluate ${name} by ${metric} as its rows must be images of digits: expected [28,28,1], received [${shape}]`,
    );
  }
  if (rows === "points" && !(modes && shape.length === 1 && shape[0] === 2)) {
    throw new TypeError(
      `Cannot evaluate ${name} by ${metric} as it must hold points of the plane and say where their modes are: ` +
        `shape [${shape}]${modes ? "" : ", and its `modes` is missing"}`,
    );
  }
}

/** How many rows of each kind are compared. */
export interface RowCounts {
  readonly real: number;
  readonly fake: number;
  /** How many real rows there are in all. */
  readonly available: number;
}

/** Numbers of a row of logits. */
const LOGITS = 10;

/** How many rows of each kind a metric needs. */
export function rowsNeeded(metric: string, featureSize: number): number {
  const { least, rows } = EVALUATION_METRICS[metric]!;
  return least(rows === "logits" ? LOGITS : featureSize);
}

/** @throws {RangeError} If there are fewer rows than a metric needs: the message says how many, and what else will do. */
export function checkRowCounts(
  metric: string,
  { available, fake, real }: RowCounts,
  { name, size }: FeatureExtractor,
): void {
  const needed = rowsNeeded(metric, size);
  if (Math.min(real, fake) >= needed) return;
  const fewest = Math.min(real, fake), isFrechet = metric === "frechet-distance";
  const more = available < needed ? `Real rows in all: ${available}` : "Take more samples";
  const offersKernel = isFrechet && fewest >= rowsNeeded("kernel-distance", size);
  throw new RangeError(
    `Cannot evaluate by ${metric} as there must be at least ${needed} real and generated rows` +
      `${isFrechet ? `, more than the ${size} numbers of a row of "${name}"` : ""}: ` +
      `current values are ${real} and ${fake}. ${more}` +
      `${offersKernel ? "; or take kernel-distance, which needs no more than 4 and has no bias" : ""}`,
  );
}

/** @throws {TypeError} If a generator makes other rows than the data hold. */
export function checkGeneratedShape({ outputs }: LayersModel, { name, shape }: SourceFacts): void {
  const made = outputs[0]!.shape.slice(1);
  if (String(made) === String(shape)) return;
  throw new TypeError(
    `Cannot evaluate the generator against ${name} as it must make rows of the same shape: expected [${shape}], received [${made}]`,
  );
}
