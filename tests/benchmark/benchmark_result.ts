import type { CheckpointCost } from "./checkpoint_cost.ts";
import type { ClusterResult } from "./cluster_result.ts";
import type { IdleCost } from "./idle_cost.ts";
import type { ImageResult } from "./image_result.ts";
import type { LoggingCost } from "./logging_cost.ts";
import type { Machine } from "./machine.ts";
import type { MemoryGrowth } from "./memory_growth.ts";
import type { MetricResult } from "./metric_result.ts";
import type { PagesCost } from "./pages_cost.ts";
import type { SampleResult } from "./sample_writing.ts";
import type { StreamingResult } from "./streaming_result.ts";
import type { WorkloadResult } from "./workload_result.ts";

/** All that one run of the benchmark found: what `--json` writes. */
export interface BenchmarkResult {
  readonly machine: Machine;
  readonly workloads: readonly WorkloadResult[];
  /** The machine's rate for a float32 matrix product 2048³ through Forger, measured between the DCGAN's rounds. */
  readonly matmulGflops?: number;
  /** The share of that rate that the DCGAN's step reaches. */
  readonly dcganShareOfMatmul?: number;
  /** From the command `train` to the end of the first step, with all files in caches. */
  readonly startupSeconds?: number;
  readonly memory?: MemoryGrowth;
  readonly idle?: IdleCost;
  readonly checkpoints?: CheckpointCost;
  readonly images?: ImageResult;
  readonly streaming?: StreamingResult;
  readonly samples?: SampleResult;
  readonly metrics?: MetricResult;
  readonly logging?: LoggingCost;
  readonly pages?: PagesCost;
  readonly cluster?: ClusterResult;
  /** Why the peers were left out. */
  readonly peersNotAvailable?: string;
  /** Whether all sides did the same work in all that was compared. */
  readonly comparable: boolean;
}
