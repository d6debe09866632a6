import type { Environment } from "./cache_folder.ts";
import { hasNvidiaGpu, listNvidiaGpus } from "./_nvidia.ts";
import { systemEnvironment } from "./_system_environment.ts";

/**
 * The NVIDIA GPUs that a program started now would use, as `CUDA_VISIBLE_DEVICES` names them: what it says where it is set, or else the
 * numbers of all.
 *
 * @example
 * ```ts
 * import { visibleGpus } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await visibleGpus({ CUDA_VISIBLE_DEVICES: "-1" }), []);
 * ```
 */
export async function visibleGpus(environment: Environment = systemEnvironment()): Promise<string[]> {
  if (!await hasNvidiaGpu(environment)) return [];
  const named = environment.CUDA_VISIBLE_DEVICES;
  if (named !== undefined) return named.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return (await listNvidiaGpus(environment))?.map((_, index) => String(index)) ?? [];
}
