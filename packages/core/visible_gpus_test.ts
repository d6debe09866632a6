import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { visibleGpus } from "./visible_gpus.ts";

Deno.test({
  name: "GPUs are those that CUDA_VISIBLE_DEVICES names, or all that nvidia-smi knows",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    const listed = "A, 1, 9.0, 1\\nB, 1, 9.0, 1\\n";
    const program = `#!/bin/sh\ncase $1 in -L) echo 'GPU 0: A';; *) printf '${listed}';; esac\n`;
    await Deno.writeTextFile(join(folder, "nvidia-smi"), program, { mode: 0o755 });
    const found = (named?: string) => visibleGpus({ PATH: folder, CUDA_VISIBLE_DEVICES: named });
    assertEquals(await found(), ["0", "1"]);
    assertEquals(await found("1, GPU-ab"), ["1", "GPU-ab"]);
    assertEquals(await found("-1"), []);
    assertEquals(await found(""), []);
    await Deno.remove(folder, { recursive: true });
    assertEquals(await visibleGpus({ PATH: "/nowhere", CUDA_VISIBLE_DEVICES: "-1" }), []);
  },
});
