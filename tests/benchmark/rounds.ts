import { type Contender, contenderProgram, CONTENDERS, oursProgram } from "./contenders.ts";
import type { Measurement, MeasurementRequest } from "./measurement.ts";
import { precise } from "./precise.ts";
import { runChild } from "./run_child.ts";
import { writeStartingWeights } from "./starting_weights.ts";
import { describeWorkload, type Workload } from "./workloads.ts";

/** What one round measured: every contender once, one after the other. */
export interface Round {
  readonly measurements: Readonly<Partial<Record<Contender, Measurement>>>;
  /** The machine's rate for a large matrix product, in GFLOP/s, measured next to ours. */
  readonly matmulGflops?: number;
}

/** All rounds of a workload. */
export interface Rounds {
  readonly rounds: readonly Round[];
  /** Why a contender has no measurements, or none from some round on. */
  readonly failures: Readonly<Partial<Record<Contender, string>>>;
}

/** Options of {@linkcode runRounds}. */
export interface RoundsOptions {
  readonly rounds: number;
  /** For how long each contender is timed in a round. */
  readonly seconds: number;
  readonly threads: number;
  /** The contenders that take part, besides ours. */
  readonly peers: readonly Contender[];
  /** The Python that has the peers. */
  readonly python: string | undefined;
  /** Whether the rate of a matrix product is measured in each round. */
  readonly withMatmul: boolean;
  readonly onProgress: (message: string) => void;
}

/**
 * Measures a workload: the contenders take turns in rounds, each in a process of its own, never two at once.
 *
 * @throws {Error} If ours cannot be measured. A peer that fails is left out from then on.
 */
export async function runRounds(workload: Workload, options: RoundsOptions): Promise<Rounds> {
  const { onProgress, peers, python, rounds: count, threads, withMatmul } = options;
  const rounds: Round[] = [];
  const failures: Partial<Record<Contender, string>> = {};
  for (let round = 1; round <= count; round++) {
    const measurements: Partial<Record<Contender, Measurement>> = {};
    const folder = await Deno.makeTempDir({ prefix: "forger-benchmark-" });
    const matmul = withMatmul ? await runChild<{ gflops: number }>(oursProgram("matmul.ts", { threads })) : undefined;
    try {
      const request = await requestOf(workload, round, options, folder);
      for (const contender of ["ours", ...peers.filter((peer) => workload.peers?.includes(peer) ?? true)] as const) {
        const { label, once } = CONTENDERS[contender];
        if (failures[contender] !== undefined || (once && round < count)) continue;
        try {
          const measured = await runChild<Measurement>(contenderProgram(contender, request, python));
          measurements[contender] = measured;
          onProgress(
            `${workload.name}, round ${round} of ${count}: ${label} ${precise(measured.milliseconds)} ms`,
          );
        } catch (error) {
          if (contender === "ours") throw error;
          failures[contender] = (error as Error).message;
          onProgress(`${workload.name}, round ${round} of ${count}: ${label} is not available. ${failures[contender]}`);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
    rounds.push({ measurements, ...matmul && { matmulGflops: matmul.gflops } });
  }
  return { rounds, failures };
}

async function requestOf(
  workload: Workload,
  seed: number,
  { seconds, threads }: RoundsOptions,
  folder: string,
): Promise<Omit<MeasurementRequest, "mode">> {
  const built = workload.networks({ seed });
  try {
    const weights = await writeStartingWeights(built, folder);
    return { ...describeWorkload(workload), weights, threads, seed, seconds };
  } finally {
    built.generator.dispose();
    built.discriminator.dispose();
  }
}
