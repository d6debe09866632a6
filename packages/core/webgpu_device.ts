import { WebgpuError } from "./webgpu_error.ts";

/** A device of WebGPU, and the adapter that it is of, in words. */
export interface WebgpuDevice {
  readonly device: GPUDevice;
  readonly name: string;
}

/** The limits that the kernels profit from; a device has the least that WebGPU promises of all others. */
const WANTED_LIMITS = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxStorageBufferBindingSize",
] as const;

/**
 * Names the GPU that WebGPU offers for computing; empty where there is none.
 *
 * It loads the GPU's driver. After that libtensorflow cannot be opened any more, and XLA cannot compile, where the driver is
 * one of Mesa's: see {@linkcode startCompute}.
 *
 * @param webgpu Where to look. @default what Deno has
 *
 * @example
 * ```ts
 * import { findWebgpu } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await findWebgpu({ requestAdapter: () => Promise.resolve(null) }), "");
 * ```
 */
export async function findWebgpu(webgpu?: Pick<GPU, "requestAdapter">): Promise<string> {
  const adapter = await findAdapter(webgpu);
  return adapter ? nameOf(adapter) : "";
}

async function findAdapter(
  webgpu: Pick<GPU, "requestAdapter"> | undefined = navigator.gpu,
): Promise<GPUAdapter | null> {
  return await withDesktop(async () => await webgpu?.requestAdapter({ powerPreference: "high-performance" }) ?? null);
}

const DESKTOP = "XDG_RUNTIME_DIR";

/** Looks for an adapter; without the variable of a desktop Linux's drivers look for its screen, and complain on standard error. */
async function withDesktop<T>(find: () => Promise<T>): Promise<T> {
  const isHeadless = Deno.build.os === "linux" &&
    Deno.permissions.querySync({ name: "env", variable: DESKTOP }).state === "granted" &&
    Deno.env.get(DESKTOP) === undefined;
  if (!isHeadless) return await find();
  Deno.env.set(DESKTOP, "/");
  try {
    return await find();
  } finally {
    Deno.env.delete(DESKTOP);
  }
}

/** What an adapter is called, and whether a processor only plays it. */
function nameOf({ info }: GPUAdapter): string {
  const name = info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(" ");
  return `${name || "a GPU without a name"}${info.isFallbackAdapter ? ", in software" : ""}`;
}

/**
 * Opens the device that WebGPU offers for computing.
 *
 * @throws {WebgpuError} If there is none, or it cannot be opened.
 */
export async function openWebgpuDevice(): Promise<WebgpuDevice> {
  const adapter = await findAdapter();
  if (!adapter) {
    throw new WebgpuError(
      "Cannot start the backend webgpu as there must be a GPU with a driver for Vulkan, Metal or Direct3D 12: none was found",
      remedyFor(Deno.build.os),
    );
  }
  const name = nameOf(adapter);
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    return { device: await adapter.requestDevice({ requiredLimits }), name };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WebgpuError(
      `Cannot start the backend webgpu as its device must open: ${name} refuses, ${reason}`,
      remedyFor(Deno.build.os),
      { cause },
    );
  }
}

function remedyFor(system: typeof Deno.build.os): string {
  const rest = "or compute with --backend auto";
  if (system !== "linux") return `update the GPU's driver, ${rest}`;
  return `install the GPU's Vulkan driver (mesa-vulkan-drivers on Debian and Ubuntu, or NVIDIA's own), ${rest}`;
}
