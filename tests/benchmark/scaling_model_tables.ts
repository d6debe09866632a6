// Prints what data-parallel training should reach with more workers than there are here, as a model has it:
// deno run --config=deno.offline.json tests/benchmark/scaling_model_tables.ts
import { precise } from "./precise.ts";
import { efficiencyOf, predictStep, type ScalingNetwork, type ScalingWorkload } from "./scaling_model.ts";
import { behind, fitTwoWorkers, type MeasuredExchange } from "./scaling_model_fit.ts";

/** All-reduces of two processes on one host of two cores. */
export const MEASURED: readonly MeasuredExchange[] = [
  { bytes: 4 * 8, seconds: 1.3e-3 },
  { bytes: 4 * 250_000, seconds: 3.9e-3 },
  { bytes: 4 * 2_500_000, seconds: 24e-3 },
];

/** What TensorFlow's ring itself takes, whatever carries its messages. */
export const RUNTIME: Pick<ScalingNetwork, "bandwidth" | "latency"> = fitTwoWorkers(MEASURED);

/** The networks of the tables; what wires and switches take is assumed. */
export const NETWORKS: readonly ScalingNetwork[] = [
  { name: "one host", ...RUNTIME },
  behind("10 Gbit/s", RUNTIME, { latency: 50e-6, bandwidth: 10e9 / 8 }),
  behind("100 Gbit/s", RUNTIME, { latency: 10e-6, bandwidth: 100e9 / 8 }),
];

/** 4.1 ms a step of 100 images, 1.7 ms of it whatever the batch; 200 ms of 64. */
export const SCALED_WORKLOADS: readonly ScalingWorkload[] = [
  { name: "MLP GAN", fixedSeconds: 1.7e-3, secondsPerImage: 2.4e-3 / 100, exchanges: [267_009, 283_920] },
  { name: "DCGAN", fixedSeconds: 0, secondsPerImage: 200e-3 / 64, exchanges: [40_705, 1_164_289] },
];

/** The batch that each worker keeps where the batch of all grows with them, by the workload's name. */
export const OWN_BATCH: Readonly<Record<string, number>> = { "MLP GAN": 100, DCGAN: 64 };

/** The batch that all share where it stays the same. */
export const SHARED_BATCH = 512;

/** The standard deviation of computing times, as a share of the mean. */
export const SPREAD = 0.03;

const WORKERS = [1, 2, 8, 64, 512] as const;

/** The tables as Markdown, without a line break at the end. */
export function scalingTables(): string {
  return SCALED_WORKLOADS.flatMap((workload) => {
    const own = OWN_BATCH[workload.name]!;
    return [
      `${workload.name}, ${own} images for each worker:`,
      table(workload, () => own),
      `${workload.name}, ${SHARED_BATCH} images for all together:`,
      table(workload, (workers) => SHARED_BATCH / workers),
    ];
  }).join("\n\n");
}

function table(workload: ScalingWorkload, batchOf: (workers: number) => number): string {
  const header = ["workers", ...NETWORKS.map(({ name }) => name)];
  const rows = WORKERS.map((workers) => [
    String(workers),
    ...NETWORKS.map((network) => cell(workload, { network, workers, batch: batchOf(workers), alone: batchOf(1) })),
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((text, column) => column === 0 ? text.padStart(widths[0]!) : text.padEnd(widths[column]!)).join(" | ")
    } |`;
  const rule = widths.map((width, column) => column === 0 ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}

function cell(
  workload: ScalingWorkload,
  { alone, batch, network, workers }: {
    readonly network: ScalingNetwork;
    readonly workers: number;
    readonly batch: number;
    /** The batch of one worker that trains alone. */
    readonly alone: number;
  },
): string {
  if (network.name === "one host" && workers > 64) return ""; // none has 1,024 cores
  const single = predictStep(workload, network, { workers: 1, batch: alone });
  const prediction = predictStep(workload, network, { workers, batch, spread: SPREAD });
  const efficiency = efficiencyOf(prediction, workers, single.imagesPerSecond);
  const images = Number(prediction.imagesPerSecond.toPrecision(3)).toLocaleString("en-US");
  return `${precise(1000 * prediction.step)} ms, ${images} images/s, ${precisePercent(efficiency)}`;
}

function precisePercent(share: number): string {
  const percent = 100 * share;
  return `${percent < 10 ? percent.toPrecision(2) : percent.toFixed(0)} %`;
}

if (import.meta.main) console.log(scalingTables());
