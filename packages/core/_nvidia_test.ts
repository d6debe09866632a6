import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { hasNvidiaGpu, listNvidiaGpus } from "./_nvidia.ts";

/** Runs a test with a `PATH` whose `nvidia-smi` prints this and ends with this code. */
async function withNvidiaSmi(output: string, code: number, test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "output.txt"), output);
    await Deno.writeTextFile(join(folder, "nvidia-smi"), `#!/bin/sh\n/bin/cat '${folder}/output.txt'\nexit ${code}\n`);
    await Deno.chmod(join(folder, "nvidia-smi"), 0o755);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name: "hasNvidiaGpu() believes nvidia-smi, unless the GPU is hidden",
  ignore,
  fn: () =>
    withNvidiaSmi("GPU 0: NVIDIA H200 (UUID: GPU-1)\n", 0, async (PATH) => {
      assertEquals(await hasNvidiaGpu({ PATH }, "linux"), true);
      assertEquals(await hasNvidiaGpu({ PATH, CUDA_VISIBLE_DEVICES: "0" }, "linux"), true);
      assertEquals(await hasNvidiaGpu({ PATH, CUDA_VISIBLE_DEVICES: "-1" }, "linux"), false);
      assertEquals(await hasNvidiaGpu({ PATH, CUDA_VISIBLE_DEVICES: "" }, "linux"), false);
      assertEquals(await hasNvidiaGpu({ PATH }, "darwin"), false);
    }),
});

const hasDriver = ignore || await Deno.stat("/dev/nvidiactl").then(() => true, () => false);

Deno.test({
  name: "hasNvidiaGpu() is false without a driver, and where nvidia-smi finds none",
  ignore: hasDriver,
  fn: async () => {
    assertEquals(await hasNvidiaGpu({ PATH: "/nonexistent" }, "linux"), false);
    await withNvidiaSmi(
      "No devices were found\n",
      0,
      async (PATH) => assertEquals(await hasNvidiaGpu({ PATH }, "linux"), false),
    );
    await withNvidiaSmi(
      "GPU 0: stale\n",
      9,
      async (PATH) => assertEquals(await hasNvidiaGpu({ PATH }, "linux"), false),
    );
  },
});

Deno.test({
  name: "listNvidiaGpus() reads nvidia-smi's table",
  ignore,
  fn: async () => {
    const table = "NVIDIA H200, 570.124.06, 9.0, 143771\nTesla P100-PCIE-16GB, 570.124.06, 6.0, 16384\n";
    await withNvidiaSmi(table, 0, async (PATH) => {
      assertEquals(await listNvidiaGpus({ PATH }), [
        { name: "NVIDIA H200", driver: "570.124.06", computeCapability: "9.0", memory: 143771 },
        { name: "Tesla P100-PCIE-16GB", driver: "570.124.06", computeCapability: "6.0", memory: 16384 },
      ]);
    });
    await withNvidiaSmi("", 0, async (PATH) => assertEquals(await listNvidiaGpus({ PATH }), []));
    await withNvidiaSmi(
      "NVIDIA-SMI has failed\n",
      9,
      async (PATH) => assertEquals(await listNvidiaGpus({ PATH }), undefined),
    );
    assertEquals(await listNvidiaGpus({ PATH: "/nonexistent" }), undefined);
  },
});
