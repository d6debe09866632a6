// Compares Forger with PyTorch and TensorFlow's Python on this machine: see README.md.
import { startCompute } from "@forger/core";
import { type BenchOptions, benchOptions, USAGE } from "./bench_options.ts";
import type { BenchmarkResult } from "./benchmark_result.ts";
import type { CheckpointCost, CheckpointRequest } from "./checkpoint_cost.ts";
import { type Contender, oursProgram } from "./contenders.ts";
import type { IdleCost, IdleRequest } from "./idle_cost.ts";
import type { ImageResult } from "./image_result.ts";
import type { LoggingCost, LoggingRequest, LoggingTimes } from "./logging_cost.ts";
import { describeMachine } from "./machine.ts";
import { measureCluster } from "./measure_cluster.ts";
import { measureImages } from "./measure_images.ts";
import { measureMetrics } from "./measure_metrics.ts";
import type { PagesCost, PagesRequest } from "./pages_cost.ts";
import { measureSamples } from "./measure_samples.ts";
import { measureStreaming } from "./measure_streaming.ts";
import type { MeasuringOptions } from "./measuring_options.ts";
import type { MemoryGrowth, MemoryRequest } from "./memory_growth.ts";
import { type PythonEnvironment, pythonEnvironment } from "./python_environment.ts";
import { report } from "./report.ts";
import { runRounds } from "./rounds.ts";
import { runChild } from "./run_child.ts";
import { measureStartup } from "./startup.ts";
import { stepOperations } from "./step_operations.ts";
import { type WorkloadResult, workloadResult } from "./workload_result.ts";
import { isPenalized, type Workload } from "./workloads.ts";

const PEERS: readonly Contender[] = ["pytorch", "tensorflowFunction", "tensorflowJit", "pytorchCompile"];
const QUICK_PEERS = PEERS.filter((peer) => peer !== "pytorchCompile");

const threads = navigator.hardwareConcurrency;
const onProgress = (message: string) => console.error(message);

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) return 2;
  const machine = describeMachine(threads);
  await startCompute({ backend: "cpu" }); // to build networks; what is measured runs in processes of its own
  const { python, reason } = options.workloads.length > 0 || options.images || options.cluster ? await findPeers() : {};
  const workloads: WorkloadResult[] = [];
  for (const workload of options.workloads) workloads.push(await measureWorkload(workload, options, python));
  const measuring: MeasuringOptions = { quick: options.quick, threads, python: python?.python, onProgress };
  const images = options.images ? await measureImages(measuring) : undefined;
  const streaming = options.streaming ? await measureStreaming(measuring) : undefined;
  const metrics = options.metrics ? await measureMetrics(measuring) : undefined;
  const cluster = options.cluster ? await measureCluster(measuring) : undefined;
  const dcgan = workloads.find(({ name }) => name === "dcgan");
  const result: BenchmarkResult = {
    machine: { ...machine, versions: { ...machine.versions, ...versionsOf(workloads, images, python) } },
    workloads,
    ...dcgan && { matmulGflops: dcgan.matmulGflops, dcganShareOfMatmul: dcgan.shareOfMatmul },
    ...options.startup && { startupSeconds: await measureStartup() },
    ...options.memory && { memory: await measureMemory(options) },
    ...options.idle && { idle: await measureIdle(options) },
    ...options.checkpoints && { checkpoints: await measureCheckpoints(options) },
    ...images && { images },
    ...streaming && { streaming },
    ...options.samples && { samples: await measureSamples(measuring) },
    ...metrics && { metrics },
    ...options.logging && { logging: await measureLogging(options) },
    ...options.pages && { pages: await measurePages(options) },
    ...cluster && { cluster },
    ...reason !== undefined && { peersNotAvailable: reason },
    comparable: [...workloads, images, streaming, metrics, cluster].every((compared) => compared?.comparable ?? true),
  };
  console.log(report(result));
  if (options.json !== undefined) await Deno.writeTextFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
  return result.comparable ? 0 : 1;
}

function readOptions(): BenchOptions | undefined {
  try {
    return benchOptions(Deno.args);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return undefined;
  }
}

async function findPeers(): Promise<{ readonly python?: PythonEnvironment; readonly reason?: string }> {
  try {
    return { python: await pythonEnvironment({ onProgress }) };
  } catch (error) {
    const { message } = error as Error;
    onProgress(`The peers are not available. ${message}`);
    return { reason: message };
  }
}

async function measureWorkload(
  workload: Workload,
  { quick }: BenchOptions,
  python: PythonEnvironment | undefined,
): Promise<WorkloadResult> {
  const rounds = await runRounds(workload, {
    rounds: quick ? 1 : 5,
    seconds: quick ? 1 : 3,
    threads,
    peers: python ? quick ? QUICK_PEERS : PEERS : [],
    python: python?.python,
    withMatmul: workload.name === "dcgan",
    onProgress,
  });
  const operations = stepOperations(workload.networks({ seed: 1 }), workload.batch, {
    penalized: isPenalized(workload),
    fakes: workload.fakes,
  });
  return workloadResult(workload, rounds, operations);
}

async function measureMemory({ quick }: BenchOptions): Promise<MemoryGrowth> {
  const lengths = quick ? { warmUpSteps: 100, steps: 500 } : { warmUpSteps: 1000, steps: 5000 };
  const request: MemoryRequest = { workload: "mlp gan", threads, ...lengths };
  return await runChild<MemoryGrowth>(oursProgram("memory.ts", request));
}

async function measureIdle({ quick }: BenchOptions): Promise<IdleCost> {
  const request: IdleRequest = { workload: "mlp gan", threads, plugins: 20, rounds: quick ? 3 : 21 };
  return await runChild<IdleCost>(oursProgram("idle.ts", request));
}

async function measureCheckpoints({ quick }: BenchOptions): Promise<CheckpointCost> {
  const request: CheckpointRequest = { workload: "dcgan", threads, every: 10, checkpoints: quick ? 2 : 9 };
  return await runChild<CheckpointCost>(oursProgram("checkpoints.ts", request));
}

async function measurePages({ quick }: BenchOptions): Promise<PagesCost> {
  const request: PagesRequest = { workload: "mlp gan", threads, steps: 100_000, rounds: quick ? 2 : 11 };
  return await runChild<PagesCost>(oursProgram("pages.ts", request));
}

async function measureLogging({ quick }: BenchOptions): Promise<LoggingCost> {
  const facts = { workload: "dcgan", every: 10, rounds: quick ? 3 : 21 };
  const measure = (clock: LoggingRequest["clock"]) => {
    onProgress(`logging: what a step takes with and without, ${clock} time`);
    return runChild<LoggingTimes>(oursProgram("logging.ts", { ...facts, threads, clock }));
  };
  return { ...facts, wall: await measure("wall"), processor: await measure("processor") };
}

function versionsOf(
  workloads: readonly WorkloadResult[],
  images: ImageResult | undefined,
  python: PythonEnvironment | undefined,
): Record<string, string> {
  const measurements = workloads.flatMap(({ rounds }) => rounds).map((round) => round.measurements);
  const versionOf = (contender: Contender) => measurements.map((round) => round[contender]?.version).find(Boolean);
  const versions = {
    libtensorflow: versionOf("ours"),
    Python: python?.version,
    PyTorch: versionOf("pytorch"),
    TensorFlow: versionOf("tensorflowFunction"),
    libvips: images?.rounds[0]?.ours.version,
    torchvision: images?.rounds[0]?.torchvision?.version,
  };
  return Object.fromEntries(
    Object.entries(versions).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

Deno.exit(await main());
