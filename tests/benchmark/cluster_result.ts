import { type Check, checkComparability } from "./comparability.ts";
import type { ClusterMeasurement } from "./cluster_measurement.ts";
import { median, medianRatio } from "./statistics.ts";
import type { Workload } from "./workloads.ts";

/** What one round measured: each side once, with all processes. */
export interface ClusterRound {
  readonly ours: ClusterMeasurement;
  readonly pytorch?: ClusterMeasurement;
}

/** A workload trained by several processes of this machine: medians over rounds, in milliseconds a step of all. */
export interface ClusterWorkload {
  readonly name: string;
  readonly ours: number;
  /** DistributedDataParallel over gloo; null where there is no such peer. */
  readonly pytorch: number | null;
  /** PyTorch's time by ours: above 1 ours is faster. */
  readonly ratio: number | null;
  /** The share of our time with an exchange under way, waiting for the other process included; other parts of the step may run meanwhile. */
  readonly exchangeShare: number;
  readonly checks: readonly Check[];
  readonly rounds: readonly ClusterRound[];
}

/** What training with several processes of this machine takes. */
export interface ClusterResult {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
  readonly workloads: readonly ClusterWorkload[];
  /** Whether both sides did the same work. */
  readonly comparable: boolean;
  readonly checks: readonly Check[];
}

/** Sums up the rounds of a workload. */
export function clusterWorkload(
  { lossTolerance, name }: Pick<Workload, "lossTolerance" | "name">,
  rounds: readonly ClusterRound[],
): ClusterWorkload {
  const ours = rounds.map((round) => round.ours.milliseconds);
  const pytorch = rounds.map((round) => round.pytorch?.milliseconds),
    known = pytorch.filter((time) => time !== undefined);
  const measurements = rounds.map(({ ours, pytorch }) => ({ measurements: { ours, ...pytorch && { pytorch } } }));
  return {
    name,
    ours: median(ours),
    pytorch: known.length > 0 ? median(known) : null,
    ratio: medianRatio(pytorch, ours) ?? null,
    exchangeShare: median(rounds.map((round) => round.ours.exchangeShare!)),
    checks: checkComparability(measurements, lossTolerance),
    rounds,
  };
}

/** Sums up all workloads. */
export function clusterResult(
  workloads: readonly ClusterWorkload[],
  { processes, threads }: Pick<ClusterResult, "processes" | "threads">,
): ClusterResult {
  const checks = workloads.flatMap(({ checks, name }) =>
    checks.map((check) => ({ ...check, name: `${name}, ${check.name}` }))
  );
  return { processes, threads, workloads, checks, comparable: checks.every(({ ok }) => ok) };
}
