import { assertEquals, assertStringIncludes } from "@std/assert";
import { gpuChecks } from "./_gpu_checks.ts";
import type { MachineFacts } from "./_machine_facts.ts";
import type { Check } from "./diagnosis.ts";
import type { LibtensorflowLocation } from "./locate.ts";
import { HEALTHY_MACHINE } from "./testdata/healthy_machine.ts";

const GPU = { name: "NVIDIA H200", driver: "570.124.06", computeCapability: "9.0", memory: 143771 };
const location = HEALTHY_MACHINE.libtensorflow as LibtensorflowLocation;
const WITH_GPU: MachineFacts = {
  ...HEALTHY_MACHINE,
  platform: { ...HEALTHY_MACHINE.platform, nvidia: true },
  gpus: [GPU],
  libtensorflow: { ...location, gpu: true },
};
const ON_GPU = { version: "2.21.0", devices: ["CPU:0", "GPU:0"] };
const ON_CPU = { version: "2.21.0", devices: ["CPU:0"] };

/** The one check of the CUDA libraries. */
function cuda(facts: Partial<MachineFacts>, loaded?: Parameters<typeof gpuChecks>[1]): Check | undefined {
  return gpuChecks({ ...WITH_GPU, ...facts }, loaded).find(({ name }) => name === "CUDA");
}

Deno.test("gpuChecks() is one line where there is no GPU", () => {
  assertEquals(gpuChecks(HEALTHY_MACHINE, ON_CPU), [{ name: "NVIDIA GPU", ok: "ok", found: "none" }]);
});

Deno.test("gpuChecks() names the adapter that WebGPU offers", () => {
  const webgpu = "AMD Radeon RX 7600";
  assertEquals(gpuChecks({ ...HEALTHY_MACHINE, webgpu }, ON_CPU).at(-1), {
    name: "WebGPU",
    ok: "ok",
    found: "AMD Radeon RX 7600, for --backend webgpu",
  });
  assertEquals(gpuChecks({ ...HEALTHY_MACHINE, webgpu: "" }, ON_CPU).at(-1)?.found, "none");
});

Deno.test("gpuChecks() describes every GPU and that it is used", () => {
  const unknownMemory = { ...GPU, name: "NVIDIA GB10", memory: NaN };
  assertEquals(gpuChecks({ ...WITH_GPU, gpus: [GPU, unknownMemory] }, ON_GPU), [
    { name: "NVIDIA GPU", ok: "ok", found: "NVIDIA H200, 140 GiB, compute capability 9.0, driver 570.124.06" },
    { name: "NVIDIA GPU", ok: "ok", found: "NVIDIA GB10, compute capability 9.0, driver 570.124.06" },
    { name: "CUDA", ok: "ok", found: "TensorFlow uses the GPU" },
  ]);
});

Deno.test("gpuChecks() does without nvidia-smi", () => {
  const [gpu, libraries] = gpuChecks({ ...WITH_GPU, gpus: undefined }, ON_GPU);
  assertStringIncludes(gpu?.found ?? "", "no nvidia-smi");
  assertEquals(libraries?.found, "TensorFlow uses the GPU");
});

Deno.test("gpuChecks() refuses old drivers and old GPUs", () => {
  const [driver] = gpuChecks({ ...WITH_GPU, gpus: [{ ...GPU, driver: "470.82.01" }] }, ON_CPU);
  assertEquals(driver?.ok, "problem");
  assertStringIncludes(driver?.remedy ?? "", "CUDA 12 needs 525.60.13 or newer");
  const [old] = gpuChecks({ ...WITH_GPU, gpus: [{ ...GPU, computeCapability: "5.2" }] }, ON_CPU);
  assertEquals(old?.ok, "problem");
  assertStringIncludes(old?.found ?? "", "too old for TensorFlow");
});

Deno.test("gpuChecks() says why a GPU is idle", () => {
  const hidden = cuda({ platform: { ...WITH_GPU.platform, nvidia: false } }, ON_CPU);
  assertEquals(hidden?.ok, "warning");
  assertStringIncludes(hidden?.found ?? "", "hidden by CUDA_VISIBLE_DEVICES");

  const forProcessors = cuda({ libtensorflow: location }, ON_CPU);
  assertEquals(forProcessors?.ok, "warning");
  assertStringIncludes(forProcessors?.remedy ?? "", "downloads the CUDA build once");

  const arm = cuda({ libtensorflow: location, platform: { os: "linux", arch: "aarch64", nvidia: true } }, ON_CPU);
  assertEquals(arm?.ok, "warning");
  assertStringIncludes(arm?.found ?? "", "no CUDA build for linux on aarch64");

  const refused = cuda({}, ON_CPU);
  assertEquals(refused?.ok, "warning");
  assertStringIncludes(refused?.remedy ?? "", "TF_CPP_MAX_VLOG_LEVEL=1");
});

Deno.test("gpuChecks() leaves open what was not tried", () => {
  assertEquals(cuda({ libtensorflow: undefined })?.found, "its libraries come with libtensorflow");
  assertEquals(cuda({})?.found, "its libraries lie beside libtensorflow, untried");
  assertEquals(cuda({}, new Error("no"))?.found, "its libraries lie beside libtensorflow, untried");
  const named = { ...location, origin: "environment", gpu: false } as const;
  assertEquals(cuda({ libtensorflow: named })?.found, "not beside libtensorflow, untried");
});
