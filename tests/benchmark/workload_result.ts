import type { BatchSizes } from "@forger/trainers";
import { type Check, checkComparability } from "./comparability.ts";
import type { Contender } from "./contenders.ts";
import type { Round, Rounds } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";
import type { Workload } from "./workloads.ts";

/** What the rounds of one workload come to: medians over rounds, in milliseconds a step; null where there is no such peer. */
export interface WorkloadResult {
  readonly name: string;
  readonly batch: number | BatchSizes;
  readonly ours: number;
  /** Eager, as people run it. */
  readonly pytorch: number | null;
  /** In each round the better of `tf.function` with and without `jit_compile`. */
  readonly tensorflow: number | null;
  /** PyTorch's time by ours: above 1 ours is faster. */
  readonly ratioPytorch: number | null;
  /** TensorFlow's time by ours: above 1 ours is faster. */
  readonly ratioTensorflow: number | null;
  readonly tensorflowFunction: number | null;
  readonly tensorflowJit: number | null;
  /** With `torch.compile`, for information. */
  readonly pytorchCompile: number | null;
  /** How Forger ran the step, in each round. */
  readonly oursModes: readonly string[];
  /** Floating-point operations of a step, in units of 10⁹. */
  readonly stepGflop: number;
  /** Whether all sides did the same work. */
  readonly comparable: boolean;
  readonly checks: readonly Check[];
  /** Why a peer has no times, by contender. */
  readonly notAvailable: Readonly<Partial<Record<Contender, string>>>;
  /** The rate of a large matrix product, where it was measured. */
  readonly matmulGflops?: number;
  /** The share of that rate that our step reaches. */
  readonly shareOfMatmul?: number;
  readonly rounds: readonly Round[];
}

/** Sums up the rounds of a workload whose step has so many floating-point operations. */
export function workloadResult(workload: Workload, { failures, rounds }: Rounds, operations: number): WorkloadResult {
  const times = (contender: Contender) => rounds.map(({ measurements }) => measurements[contender]?.milliseconds);
  const ours = times("ours"), pytorch = times("pytorch");
  const [plain, jit] = [times("tensorflowFunction"), times("tensorflowJit")];
  const tensorflow = rounds.map((_, round) => least([plain[round], jit[round]]));
  const checks = checkComparability(rounds, workload.lossTolerance);
  const products = rounds.map(({ matmulGflops }) => matmulGflops);
  const rates = ours.map((time) => operations / 1e6 / time!);
  const matmulGflops = medianOrNull(products), shareOfMatmul = medianRatio(rates, products);
  return {
    name: workload.name,
    batch: workload.batch,
    ours: medianOrNull(ours)!,
    pytorch: medianOrNull(pytorch),
    tensorflow: medianOrNull(tensorflow),
    ratioPytorch: medianRatio(pytorch, ours) ?? null,
    ratioTensorflow: medianRatio(tensorflow, ours) ?? null,
    tensorflowFunction: medianOrNull(plain),
    tensorflowJit: medianOrNull(jit),
    pytorchCompile: medianOrNull(times("pytorchCompile")),
    oursModes: rounds.map(({ measurements }) => measurements.ours!.mode),
    stepGflop: operations / 1e9,
    comparable: checks.every(({ ok }) => ok),
    checks,
    notAvailable: failures,
    ...matmulGflops !== null && { matmulGflops, shareOfMatmul },
    rounds,
  };
}

function medianOrNull(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : median(known);
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
