import type { BenchmarkResult } from "./benchmark_result.ts";
import { reportCluster } from "./cluster_report.ts";
import { type Contender, CONTENDERS } from "./contenders.ts";
import type { Machine } from "./machine.ts";
import { precise } from "./precise.ts";
import { reportChecks } from "./report_checks.ts";
import { reportImages, reportSamples, reportStreaming } from "./report_images.ts";
import { reportPages } from "./pages_report.ts";
import { reportMetrics } from "./report_metrics.ts";
import type { WorkloadResult } from "./workload_result.ts";

const NOT_AVAILABLE = "not available";

/** Some is left of starting the benchmark itself. */
const IDLE_LOAD = 0.7;

const HEADER = ["milliseconds a step", "Forger", "PyTorch", "TensorFlow", "PyTorch / Forger", "TensorFlow / Forger"];

/** The result as text for a terminal, without a line break at the end. */
export function report(result: BenchmarkResult): string {
  const {
    checkpoints,
    cluster,
    idle,
    logging,
    images,
    machine,
    memory,
    metrics,
    pages,
    peersNotAvailable,
    samples,
    startupSeconds,
    streaming,
    workloads,
  } = result;
  const parts = [describe(machine)];
  if (workloads.length > 0) parts.push(table([HEADER, ...workloads.map(rowOf)]), workloads.map(detailsOf).join("\n"));
  const others: string[] = [];
  if (startupSeconds !== undefined) others.push(`startup: first step ${startupSeconds.toFixed(1)} s after the command`);
  if (memory) {
    const { residentGrowthPercent: percent, residentMegabytes, steps, tensorsPerStep } = memory;
    others.push(
      `memory over ${steps.toLocaleString("en-US")} steps of the MLP GAN: ${tensorsPerStep} tensors a step, ` +
        `resident ${percent < 0 ? "" : "+"}${percent.toFixed(1)} % to ${residentMegabytes.toFixed(0)} MB`,
    );
  }
  if (checkpoints) {
    const { bytes, delaySteps, milliseconds, resumeSeconds } = checkpoints;
    others.push(
      `a checkpoint of the DCGAN, ${(bytes / 1e6).toFixed(1)} MB, delays training by ${
        delaySteps.toFixed(2)
      } steps of ` +
        `${precise(milliseconds)} ms; a run that goes on makes its first step after ${resumeSeconds.toFixed(1)} s`,
    );
  }
  if (idle) {
    const { plugins, ratioIdentity, ratioNamed, sameStep } = idle;
    others.push(
      `${plugins} idle plugins: the step of the MLP GAN takes ${ratioNamed.toFixed(3)} times as long, and ` +
        `${ratioIdentity.toFixed(3)} times with every hook an identity; compiled to ${
          sameStep ? "the same" : "ANOTHER"
        } step`,
    );
  }
  if (images) others.push(reportImages(images));
  if (streaming) others.push(reportStreaming(streaming));
  if (samples) others.push(reportSamples(samples));
  if (metrics) others.push(reportMetrics(metrics));
  if (logging) {
    const { every, processor, wall } = logging;
    const more = (ratio: number) => `${ratio < 1 ? "" : "+"}${((ratio - 1) * 100).toFixed(1)} %`;
    others.push(
      `everything logged every ${every} steps: the DCGAN's step of ${precise(wall.milliseconds)} ms takes ${
        more(wall.medianRatio)
      } longer (median of turns), and ${more(processor.wholeRatio)} of the processors' time (all turns)`,
    );
  }
  if (pages) others.push(reportPages(pages));
  if (cluster) others.push(reportCluster(cluster));
  if (others.length > 0) parts.push(others.join("\n"));
  const checks = workloads.map(checksOf);
  if (images) checks.push(reportChecks("images", images, { hasPeers: images.torchvision !== null }));
  if (streaming) checks.push(reportChecks("streaming", streaming));
  if (metrics) {
    checks.push(reportChecks("metrics", metrics, { hasPeers: metrics.costs.some(({ ratio }) => ratio !== null) }));
  }
  if (cluster) {
    const hasPeers = cluster.workloads.some(({ pytorch }) => pytorch !== null);
    checks.push(reportChecks("several processes", cluster, { hasPeers }));
  }
  if (checks.length > 0) parts.push(checks.join("\n"));
  if (peersNotAvailable !== undefined) parts.push(`The peers are not available. ${peersNotAvailable}`);
  return parts.join("\n\n");
}

function describe({ cores, loadBefore, memoryGigabytes, os, processor, threads, versions }: Machine): string {
  const busy = loadBefore > IDLE_LOAD
    ? `\nThe machine was busy (load ${loadBefore.toFixed(1)}): take figures on an idle one.`
    : "";
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${os}; ${threads} threads each\n${programs}${busy}`;
}

function rowOf({ name, ours, pytorch, ratioPytorch, ratioTensorflow, tensorflow }: WorkloadResult): string[] {
  const milliseconds = (value: number | null) => value === null ? NOT_AVAILABLE : precise(value);
  const ratio = (value: number | null) => value === null ? "" : value.toFixed(2);
  return [
    name,
    precise(ours),
    milliseconds(pytorch),
    milliseconds(tensorflow),
    ratio(ratioPytorch),
    ratio(ratioTensorflow),
  ];
}

/** The first column to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)).join("  ")
      .trimEnd();
  return [line(rows[0]!), "-".repeat(line(rows[0]!).length), ...rows.slice(1).map(line)].join("\n");
}

function detailsOf(result: WorkloadResult): string {
  const { matmulGflops, name, notAvailable, ours, oursModes, shareOfMatmul, stepGflop } = result;
  const others = (["tensorflowFunction", "tensorflowJit", "pytorchCompile"] as const).flatMap((contender) =>
    result[contender] === null ? [] : [`${CONTENDERS[contender].label} ${precise(result[contender])}`]
  );
  const missing = Object.entries(notAvailable).map(([contender, reason]) =>
    `${CONTENDERS[contender as Contender].label} ${NOT_AVAILABLE} (${reason})`
  );
  const rate = `${stepGflop.toPrecision(3)} GFLOP a step, ${(stepGflop / ours * 1000).toFixed(0)} GFLOP/s`;
  const share = matmulGflops === undefined
    ? ""
    : `, ${(shareOfMatmul! * 100).toFixed(0)} % of a matrix product's ${matmulGflops.toFixed(0)} GFLOP/s`;
  return `${name}: ${[`Forger as ${counted(oursModes)}`, ...others, ...missing].join("; ")}; ${rate}${share}`;
}

/** `xla`, or `xla 2, graph 1` where rounds differ. */
function counted(modes: readonly string[]): string {
  const kinds = [...new Set(modes)];
  if (kinds.length === 1) return kinds[0]!;
  return kinds.map((kind) => `${kind} ${modes.filter((mode) => mode === kind).length}`).join(", ");
}

function checksOf(result: WorkloadResult): string {
  return reportChecks(result.name, result, { hasPeers: result.pytorch !== null || result.tensorflow !== null });
}
