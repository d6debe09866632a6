// Computes one metric of features in files, once, in a process of its own. Prints one line of JSON.
import { startCompute } from "@forger/core";
import { type Features, frechetDistance, kernelDistance, precisionRecall } from "@forger/metrics";
import process from "node:process";
import type { MetricMeasurement, MetricRequest } from "./metric_measurement.ts";
import { peakMemory } from "./peak_memory.ts";

async function read(file: string, { rows, size }: MetricRequest): Promise<Features> {
  return { values: new Float32Array((await Deno.readFile(file)).buffer), count: rows, size };
}

async function compute(
  metric: MetricRequest["metric"],
  real: Features,
  fake: Features,
): Promise<Pick<MetricMeasurement, "values" | "standardError">> {
  if (metric === "frechet") return { values: [frechetDistance(real, fake).value] };
  if (metric === "kernel") {
    const { standardError, value } = await kernelDistance(real, fake);
    return { values: [value], standardError };
  }
  const { precision, recall } = precisionRecall(real, fake);
  return { values: [precision, recall] };
}

const request: MetricRequest = JSON.parse(Deno.args[0]!);
const real = await read(request.real, request), fake = await read(request.fake, request);
const isComputed = request.metric === "kernel"; // the others need no backend
const { version } = isComputed
  ? await startCompute({ backend: "tensorflow", threads: request.threads })
  : { version: Deno.version.v8 };
const begin = performance.now(), used = process.cpuUsage();
const found = await compute(request.metric, real, fake);
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(used);
const measured: MetricMeasurement = {
  ...found,
  seconds,
  processorSeconds: (user + system) / 1e6,
  peakMegabytes: await peakMemory(),
  version,
};
console.log(JSON.stringify(measured));
