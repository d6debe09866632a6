import { freePorts, threadsOfEach } from "@forger/cluster";
import type { ClusterMeasurement, ClusterRequest } from "./cluster_measurement.ts";
import { type ClusterResult, clusterResult, type ClusterRound, clusterWorkload } from "./cluster_result.ts";
import { oursProgram, peerProgram } from "./contenders.ts";
import type { MeasuringOptions } from "./measuring_options.ts";
import { precise } from "./precise.ts";
import { type ChildProgram, runChild } from "./run_child.ts";
import { writeStartingWeights } from "./starting_weights.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";
import { describeWorkload, type Workload, workloadNamed } from "./workloads.ts";

/** Processes that train together. */
const PROCESSES = 2;

const NAMES = ["mlp gan", "dcgan"];

/** Measures what a step takes that two processes of this machine make together, beside PyTorch. */
export async function measureCluster(options: MeasuringOptions): Promise<ClusterResult> {
  const threads = threadsOfEach(options.threads, PROCESSES), count = options.quick ? 1 : 5;
  const workloads = [];
  for (const name of NAMES) {
    const workload = workloadNamed(name), rounds: ClusterRound[] = [];
    for (let round = 1; round <= count; round++) {
      const measured = await measureRound(workload, { round, threads }, options);
      rounds.push(measured);
      const { ours, pytorch } = measured;
      options.onProgress(
        `${name} by ${PROCESSES} processes, round ${round} of ${count}: Forger ${precise(ours.milliseconds)} ms${
          pytorch ? `, PyTorch ${precise(pytorch.milliseconds)} ms` : ""
        }`,
      );
    }
    workloads.push(clusterWorkload(workload, rounds));
  }
  return clusterResult(workloads, { processes: PROCESSES, threads });
}

async function measureRound(
  workload: Workload,
  { round, threads }: { readonly round: number; readonly threads: number },
  { python, quick }: MeasuringOptions,
): Promise<ClusterRound> {
  return await withTemporaryFolder(async (folder) => {
    const built = workload.networks({ seed: round });
    const weights = await writeStartingWeights(built, folder);
    built.generator.dispose();
    built.discriminator.dispose();
    const shared = { ...describeWorkload(workload), weights, threads, seed: round, seconds: quick ? 1 : 5 };
    const ours = await together((place) => oursProgram("cluster.ts", { ...shared, mode: "auto", ...place }));
    if (python === undefined) return { ours };
    const peer = (place: Place) => peerProgram("peer_pytorch_ddp.py", { ...shared, mode: "gloo", ...place }, python);
    return { ours, pytorch: await together(peer) };
  });
}

type Place = Pick<ClusterRequest, "own" | "ports">;

/** Runs a program in several processes at once; gives what the first one measured. */
async function together(program: (place: Place) => ChildProgram): Promise<ClusterMeasurement> {
  const ports = freePorts(PROCESSES);
  const [first] = await Promise.all(ports.map((_, own) => runChild<ClusterMeasurement>(program({ own, ports }))));
  return first!;
}
