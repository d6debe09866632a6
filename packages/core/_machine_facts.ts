import { dirname } from "node:path";
import { freeBytes } from "./_disk_space.ts";
import { hasNvidiaGpu, listNvidiaGpus, type NvidiaGpu } from "./_nvidia.ts";
import { findPip, type Pip } from "./_pip.ts";
import { searchLibtensorflow } from "./_search.ts";
import { cacheFolder, type Environment } from "./cache_folder.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { LibtensorflowLocation } from "./locate.ts";
import { type Platform, thisPlatform } from "./platform.ts";

/** What there is to know about a machine before anything is computed on it. */
export interface MachineFacts {
  /** Version of Deno. */
  readonly deno: string;
  readonly platform: Platform;
  /** Release of the operating system's kernel. */
  readonly release: string;
  /** Processor cores that this program may use. */
  readonly cores: number;
  /** Bytes of memory in all. */
  readonly memory: number;
  /** Bytes of memory that are still available. */
  readonly availableMemory: number;
  /** What `nvidia-smi` lists, `undefined` where it is missing. */
  readonly gpus: readonly NvidiaGpu[] | undefined;
  /** What WebGPU calls the adapter that it offers, empty where there is none; `undefined` if it was not asked. */
  readonly webgpu?: string | undefined;
  /** The folder for downloads, or why there is none. */
  readonly cache: CacheFacts | LibtensorflowError;
  /** The Python that downloads, or why there is none. */
  readonly pip: Pip | LibtensorflowError;
  /** Where libtensorflow is, `undefined` if it was not downloaded yet or is damaged, or why it cannot be had. */
  readonly libtensorflow: LibtensorflowLocation | undefined | LibtensorflowError;
  /** What is wrong with the libtensorflow that was downloaded, in words. */
  readonly damage?: string | undefined;
}

/** What there is to know about the folder for downloads. */
export interface CacheFacts {
  readonly folder: string;
  /** Bytes free on its disk. */
  readonly free: number;
  /** Why it cannot be written; `undefined` if it can. */
  readonly fault?: string | undefined;
}

/**
 * Looks around on this machine; what fails is kept as a fact. It downloads nothing and changes nothing, but notes what it
 * checked, as every search for libtensorflow does.
 */
export async function readMachineFacts(environment: Environment): Promise<MachineFacts> {
  const platform = { ...thisPlatform(), nvidia: await hasNvidiaGpu(environment) };
  const { total, available } = Deno.systemMemoryInfo();
  let damage: string | undefined;
  const onDamage = (text: string): void => void (damage ??= text);
  return {
    deno: Deno.version.deno,
    platform,
    release: Deno.osRelease(),
    cores: navigator.hardwareConcurrency,
    memory: total,
    availableMemory: available,
    gpus: await listNvidiaGpus(environment),
    cache: await orError(() => readCacheFacts(environment)),
    pip: await orError(() => findPip(environment)),
    libtensorflow: await orError(() => searchLibtensorflow({ environment, platform, settle: true, onDamage })),
    damage,
  };
}

async function readCacheFacts(environment: Environment): Promise<CacheFacts> {
  const folder = cacheFolder(environment);
  const existing = await nearestFolder(folder);
  const fault = await Deno.makeTempFile({ dir: existing })
    .then((path) => Deno.remove(path))
    .then(() => undefined, (error) => String(error.message).replace(/ \(os error.*/, ""));
  return { folder, free: await freeBytes(existing), fault };
}

/** The folder itself or the nearest one above it that exists. */
async function nearestFolder(folder: string): Promise<string> {
  const exists = await Deno.stat(folder).then(() => true, () => false);
  return exists || dirname(folder) === folder ? folder : await nearestFolder(dirname(folder));
}

async function orError<T>(action: () => Promise<T>): Promise<T | LibtensorflowError> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof LibtensorflowError) return error;
    throw error;
  }
}
