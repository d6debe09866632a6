import type { Environment } from "./cache_folder.ts";

/** An NVIDIA GPU as its driver describes it. */
export interface NvidiaGpu {
  readonly name: string;
  /** Version of the driver, such as `550.54.15`. */
  readonly driver: string;
  /** Compute capability, such as `9.0`. */
  readonly computeCapability: string;
  /** Memory in MiB. */
  readonly memory: number;
}

/**
 * Whether this machine has an NVIDIA GPU that programs may use; `CUDA_VISIBLE_DEVICES` may hide it.
 *
 * Files of the driver answer at once; `nvidia-smi` is asked only where they are missing (in WSL 2, for example).
 */
export async function hasNvidiaGpu(environment: Environment, os: string = Deno.build.os): Promise<boolean> {
  if (os !== "linux" || hidden(environment)) return false;
  // The first exists in containers that were not given the GPU, too; the second does not.
  if (await exists("/proc/driver/nvidia/version") && await exists("/dev/nvidiactl")) return true;
  return /^GPU \d+/m.test(await nvidiaSmi(environment, "-L") ?? "");
}

/** Lists the GPUs that `nvidia-smi` knows of; `undefined` where it is missing or fails. */
export async function listNvidiaGpus(environment: Environment): Promise<NvidiaGpu[] | undefined> {
  const fields = "--query-gpu=name,driver_version,compute_cap,memory.total";
  const answer = await nvidiaSmi(environment, fields, "--format=csv,noheader,nounits");
  return answer?.trim().split("\n").filter((line) => line !== "").map((line) => {
    const [name = "", driver = "", computeCapability = "", memory = ""] = line.split(",").map((field) => field.trim());
    return { name, driver, computeCapability, memory: Number(memory) };
  });
}

function hidden(environment: Environment): boolean {
  const visible = environment.CUDA_VISIBLE_DEVICES;
  return visible !== undefined && (visible.trim() === "" || visible.trim().startsWith("-1"));
}

async function nvidiaSmi(environment: Environment, ...args: string[]): Promise<string | undefined> {
  try {
    const env = { PATH: environment.PATH ?? "" };
    const { success, stdout } = await new Deno.Command("nvidia-smi", { args, env, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
