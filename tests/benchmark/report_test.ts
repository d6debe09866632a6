import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BenchmarkResult } from "./benchmark_result.ts";
import { report } from "./report.ts";
import type { WorkloadResult } from "./workload_result.ts";

const WORKLOAD: WorkloadResult = {
  name: "dcgan",
  batch: 64,
  ours: 200.4,
  pytorch: 450.6,
  tensorflow: 320,
  ratioPytorch: 2.249,
  ratioTensorflow: 1.6,
  tensorflowFunction: 320,
  tensorflowJit: 414,
  pytorchCompile: null,
  oursModes: ["graph", "graph", "xla"],
  stepGflop: 37.58,
  comparable: true,
  checks: [{ name: "batch", ok: true, detail: "64" }],
  notAvailable: { pytorchCompile: "no compiler" },
  matmulGflops: 190.2,
  shareOfMatmul: 0.987,
  rounds: [],
};

const RESULT: BenchmarkResult = {
  machine: {
    processor: "Some Processor",
    cores: 2,
    threads: 2,
    memoryGigabytes: 16,
    os: "linux 6.1 x86_64",
    loadBefore: 0.1,
    versions: { Deno: "2.9.6", PyTorch: "2.15.0" },
  },
  workloads: [{ ...WORKLOAD, name: "1-d gan", ours: 0.1034, pytorch: 1.113, tensorflow: 0.4 }, WORKLOAD],
  startupSeconds: 1.34,
  memory: { steps: 5000, tensorsPerStep: 0, residentGrowthPercent: 0.44, residentMegabytes: 490.3 },
  checkpoints: { workload: "dcgan", bytes: 14_465_901, milliseconds: 198.02, delaySteps: 0.274, resumeSeconds: 0.766 },
  idle: {
    workload: "mlp gan",
    plugins: 20,
    rounds: 21,
    milliseconds: 1.8,
    ratioNamed: 1.0004,
    ratioIdentity: 1.0071,
    sameStep: true,
  },
  logging: {
    workload: "dcgan",
    every: 10,
    rounds: 21,
    wall: { milliseconds: 201.4, medianRatio: 0.9962, wholeRatio: 1.1 },
    processor: { milliseconds: 390, medianRatio: 1.3, wholeRatio: 1.0214 },
  },
  images: {
    files: 5000,
    ours: 412.4,
    torchvision: 215.2,
    ratioTorchvision: 1.916,
    ratioProcessor: 1.604,
    comparable: true,
    checks: [{ name: "images of each class", ok: true, detail: "cats 5000" }],
    start: { files: 50_000, seconds: 1.234 },
    rounds: [],
  },
  streaming: {
    costs: [{
      workload: "dcgan",
      device: 40.04,
      disk: 41.06,
      lossPercent: 2.46,
      processorPercent: 3.14,
      mode: "graph",
      rounds: [],
    }],
    memory: [{ files: 20_000, peakMegabytes: 400.4 }, { files: 200_000, peakMegabytes: 450.4 }],
    memoryRatio: 1.125,
    comparable: true,
    checks: [{ name: "mean losses of the dcgan", ok: true, detail: "at most 0 apart" }],
  },
  samples: {
    few: { count: 1000, seconds: 1.5, peakMegabytes: 500 },
    all: { count: 10_000, seconds: 12.34, peakMegabytes: 510.4 },
    memoryRatio: 1.021,
  },
  comparable: true,
};

Deno.test("the report has a table of times and ratios", () => {
  const lines = report(RESULT).split("\n");
  const begin = lines.findIndex((line) => line.startsWith("milliseconds a step"));
  assertEquals(lines.slice(begin, begin + 4), [
    "milliseconds a step  Forger  PyTorch  TensorFlow  PyTorch / Forger  TensorFlow / Forger",
    "-".repeat(87),
    "1-d gan               0.103     1.11       0.400              2.25                 1.60",
    "dcgan                   200      451         320              2.25                 1.60",
  ]);
});

const texts: [what: string, text: string][] = [
  ["the machine", "Some Processor, 2 cores, 16 GB, linux 6.1 x86_64; 2 threads each\nDeno 2.9.6, PyTorch 2.15.0"],
  ["how Forger ran each round", "dcgan: Forger as graph 2, xla 1; tf.function 320; tf.function jit_compile 414"],
  ["why a peer is missing", "torch.compile not available (no compiler)"],
  ["the share of a matrix product", "37.6 GFLOP a step, 188 GFLOP/s, 99 % of a matrix product's 190 GFLOP/s"],
  ["the start", "first step 1.3 s after the command"],
  ["the memory", "over 5,000 steps of the MLP GAN: 0 tensors a step, resident +0.4 % to 490 MB"],
  ["what a checkpoint costs", "a checkpoint of the DCGAN, 14.5 MB, delays training by 0.27 steps of 198 ms"],
  ["how soon a run goes on", "a run that goes on makes its first step after 0.8 s"],
  ["what idle plugins cost", "takes 1.000 times as long, and 1.007 times with every hook an identity"],
  [
    "what logs cost",
    "everything logged every 10 steps: the DCGAN's step of 201 ms takes -0.4 % longer (median of turns), and +2.1 % of",
  ],
  ["that idle plugins leave the step alone", "compiled to the same step"],
  [
    "how fast images are read",
    "of 5,000 files, Forger reads 412 a second and keeps them, torchvision 215: 1.92 times as fast, and torchvision spends 1.60 times",
  ],
  ["how soon the next start is", "with 50,000 small files in the cache, the first batch is there after 1.23 s"],
  [
    "what streaming costs",
    "the dcgan (graph) takes 41.1 ms from disk and 40.0 ms from the device: 2.5 % fewer steps a second, 3.1 % more",
  ],
  ["the memory of streaming", "20,000 files takes at most 400 MB, on 200,000 450 MB: 1.13 times as much"],
  [
    "how long samples take",
    "10,000 images of 64 x 64 are in files after 12.3 s, with at most 510 MB: 1.02 times as much",
  ],
  ["what was checked of images", "images: all sides do the same work\n  same   images of each class: cats 5000"],
  ["what was checked of streaming", "streaming: all sides do the same work\n  same   mean losses of the dcgan: at"],
  ["what was checked", "dcgan: all sides do the same work\n  same   batch: 64"],
];

for (const [what, text] of texts) {
  Deno.test(`the report tells ${what}`, () => assertStringIncludes(report(RESULT), text));
}

Deno.test("the report warns of a busy machine, and of no idle one", () => {
  const warning = "The machine was busy (load 2.5)";
  assertStringIncludes(report({ ...RESULT, machine: { ...RESULT.machine, loadBefore: 2.5 } }), warning);
  assertEquals(report(RESULT).includes("busy"), false);
});

Deno.test("the report marks sides that differ", () => {
  const checks = [{ name: "batch", ok: false, detail: "Forger 64, PyTorch 32" }];
  const text = report({ ...RESULT, workloads: [{ ...WORKLOAD, comparable: false, checks }] });
  assertStringIncludes(text, "dcgan: NOT COMPARABLE\n  DIFFER batch: Forger 64, PyTorch 32");
});

Deno.test("the report without peers has our own figures and the reason", () => {
  const alone: WorkloadResult = {
    ...WORKLOAD,
    pytorch: null,
    tensorflow: null,
    ratioPytorch: null,
    ratioTensorflow: null,
  };
  const text = report({ ...RESULT, workloads: [alone], peersNotAvailable: "Python is missing" });
  assertStringIncludes(text, "200  not available  not available\n");
  assertStringIncludes(text, "\ndcgan: no peer to compare with\n");
  assertStringIncludes(text, "The peers are not available. Python is missing");
});

Deno.test("the report of images tells why torchvision is missing, and nothing where no peer is", () => {
  const images = { ...RESULT.images!, torchvision: null, ratioTorchvision: null };
  const keeps = "Forger reads 412 a second and keeps them";
  assertStringIncludes(report({ ...RESULT, images }), `${keeps}\n`);
  assertStringIncludes(report({ ...RESULT, images }), "\nimages: no peer to compare with\n");
  const missing = `${keeps}; torchvision not available (it died)\n`;
  assertStringIncludes(report({ ...RESULT, images: { ...images, notAvailable: "it died" } }), missing);
});

Deno.test("the report of a part has that part alone", () => {
  const { machine, startupSeconds } = RESULT;
  const lines = report({ machine, workloads: [], startupSeconds, comparable: true }).split("\n");
  assertEquals(lines.slice(2), ["", "startup: first step 1.3 s after the command"]);
});
