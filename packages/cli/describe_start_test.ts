import { assertEquals } from "@std/assert";
import type { Run } from "@forger/trainers";
import { count, describeCompute, describeStart, table } from "./describe_start.ts";

const model = (parameters: number) => ({ countParams: () => parameters });
const run = {
  data: { name: "mnist", size: 60_000, shape: [28, 28, 1], range: [-1, 1] },
  networks: { generator: model(1234), discriminator: model(5) },
  compute: { backend: "tensorflow", version: "2.21.0", device: "CPU" },
  seed: 7,
  folder: "runs/mnist",
} as unknown as Run;

Deno.test("a run begins with what it is made of", () => {
  assertEquals(
    describeStart(run),
    [
      "  data           mnist, 60,000 rows of [28, 28, 1] from -1 to 1",
      "  generator      1,234 parameters",
      "  discriminator  5 parameters",
      "  seed           7",
      "  compute        libtensorflow 2.21.0 on CPU",
      "  folder         runs/mnist",
    ].join("\n"),
  );
});

Deno.test("a brief beginning leaves out what the progress plugin says", () => {
  assertEquals(describeStart(run, { brief: true }).split("\n").map((line) => line.split(/\s+/)[1]), [
    "data",
    "generator",
    "discriminator",
    "seed",
  ]);
});

Deno.test("plain JavaScript and WebGPU are told from libtensorflow", () => {
  assertEquals(
    describeCompute({ backend: "webgpu", device: "AMD Radeon RX 7600", version: "4.22.0" }),
    "TensorFlow.js by WebGPU 4.22.0 on AMD Radeon RX 7600",
  );
  assertEquals(
    describeCompute({ backend: "cpu", device: "CPU", version: "4.22.0" }),
    "TensorFlow.js without libtensorflow 4.22.0 on CPU",
  );
});

Deno.test("rows are aligned and counts have commas", () => {
  assertEquals([table({ a: "x", bcd: "y" }), count(1234567)], ["  a    x\n  bcd  y", "1,234,567"]);
});
