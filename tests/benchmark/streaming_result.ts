import type { Check } from "./comparability.ts";
import { median, medianRatio } from "./statistics.ts";
import type { StreamingTraining } from "./streaming_training.ts";

/** What one round measured: the same training twice, one after the other. */
export interface StreamingRound {
  readonly device: StreamingTraining;
  readonly disk: StreamingTraining;
}

/** What reading from disk while steps run costs: medians over rounds, in milliseconds a step. */
export interface StreamingCost {
  readonly workload: string;
  readonly device: number;
  readonly disk: number;
  /** By how many percent fewer steps a second are made from disk. */
  readonly lossPercent: number;
  /** How many percent more processor time a step takes from disk; other programs on the machine hardly change it. */
  readonly processorPercent: number;
  /** How the step was run. */
  readonly mode: string;
  readonly rounds: readonly StreamingRound[];
}

/** A folder of images that is trained on for an epoch. */
export interface FolderMemoryRequest {
  readonly folder: string;
  /** Empty before. */
  readonly cacheFolder: string;
  readonly threads: number;
}

/** What that took. */
export interface FolderMemory {
  readonly files: number;
  /** The most that the process had resident. */
  readonly peakMegabytes: number;
}

/** All that was found of streaming. */
export interface StreamingResult {
  readonly costs: readonly StreamingCost[];
  /** Of a folder and of one ten times as large. */
  readonly memory: readonly [small: FolderMemory, large: FolderMemory];
  /** The large folder's peak by the small one's. */
  readonly memoryRatio: number;
  /** Whether training from disk does the same as training from the device. */
  readonly comparable: boolean;
  readonly checks: readonly Check[];
}

/** Sums up the rounds of a workload. */
export function streamingCost(workload: string, rounds: readonly StreamingRound[]): StreamingCost {
  const spent = (from: keyof StreamingRound) => rounds.map((round) => round[from].processorMilliseconds);
  const device = rounds.map((round) => round.device.milliseconds),
    disk = rounds.map((round) => round.disk.milliseconds);
  return {
    workload,
    device: median(device),
    disk: median(disk),
    lossPercent: 100 * (1 - medianRatio(device, disk)!),
    processorPercent: 100 * (medianRatio(spent("disk"), spent("device"))! - 1),
    mode: rounds[0]!.device.mode,
    rounds,
  };
}

/** Sums up all: the order of rows is the same from both, so the losses must be. */
export function streamingResult(
  costs: readonly StreamingCost[],
  memory: StreamingResult["memory"],
): StreamingResult {
  const checks = costs.map(({ rounds, workload }) => {
    const apart = Math.max(...rounds.map(({ device, disk }) =>
      Math.max(
        Math.abs(device.meanLosses.discriminator - disk.meanLosses.discriminator),
        Math.abs(device.meanLosses.generator - disk.meanLosses.generator),
      )
    ));
    const ok = apart <= TOLERANCE && rounds.every(({ device, disk }) => device.mode === disk.mode);
    return { name: `mean losses of the ${workload}`, ok, detail: `at most ${apart.toFixed(6)} apart in a round` };
  });
  const [small, large] = memory;
  return {
    costs,
    memory,
    memoryRatio: large.peakMegabytes / small.peakMegabytes,
    comparable: checks.every(({ ok }) => ok),
    checks,
  };
}

/** What is left of sums that threads make in another order. */
const TOLERANCE = 1e-4;
