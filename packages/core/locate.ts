import { join } from "node:path";
import { lockFile } from "./_download_lock.ts";
import { hasNvidiaGpu } from "./_nvidia.ts";
import { type CheckOptions, fromCache, searchLibtensorflow } from "./_search.ts";
import { systemEnvironment } from "./_system_environment.ts";
import { cacheFolder, type Environment } from "./cache_folder.ts";
import { fetchLibtensorflow } from "./fetch.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { buildFor, type LibtensorflowBuild, type Platform, thisPlatform } from "./platform.ts";
import type { DownloadProgress } from "./progress_line.ts";

/** Where libtensorflow lies on this machine. */
export interface LibtensorflowLocation {
  /** The folder that holds the shared libraries, an absolute path. */
  readonly folder: string;
  /** The library to open, an absolute path without symbolic links. */
  readonly libraryPath: string;
  /** Who put it there: the user (`FORGER_LIBTENSORFLOW`), an earlier download, or a download just now. */
  readonly origin: "environment" | "cache" | "download";
  /** Version of TensorFlow, `undefined` for a folder that the user named. */
  readonly version: string | undefined;
  /** Whether NVIDIA's CUDA libraries lie beside it. */
  readonly gpu: boolean;
}

/** How {@linkcode findLibtensorflow} searches. */
export interface FindLibtensorflowOptions {
  /** Whether it may be downloaded. @default {true} */
  readonly download?: boolean;
  /** Hears how far a download is; see {@linkcode progressLine}. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Ends the search or the download early. */
  readonly signal?: AbortSignal;
  /** Environment variables. @default those of this process, each read where it is needed */
  readonly environment?: Environment;
  /** The machine to find it for. @default this machine, where its GPU is asked for */
  readonly platform?: Platform;
  /** What to download. @default TensorFlow's own build for the platform */
  readonly build?: LibtensorflowBuild;
}

/**
 * Finds libtensorflow: in the folder that `FORGER_LIBTENSORFLOW` names, or else in the per-user cache, or else from PyPI through pip.
 *
 * The download is 274 MB (853 MB unpacked) without an NVIDIA GPU and 3.1 GB (4.8 GB unpacked) with one. Two processes that need it
 * at once share one download. What is in the cache is taken only if each file has the SHA-256 that it had in the package, and is
 * fetched again otherwise; a file is read for that once, and again when the system says that it was changed. The folder that
 * `FORGER_LIBTENSORFLOW` names is taken as it is.
 *
 * @throws {LibtensorflowError} If it is nowhere, or damaged, and cannot be downloaded, with a remedy.
 */
export async function findLibtensorflow(options: FindLibtensorflowOptions = {}): Promise<LibtensorflowLocation> {
  const { download = true, environment = systemEnvironment(), onProgress, signal } = options;
  const platform = options.platform ?? { ...thisPlatform(), nvidia: await hasNvidiaGpu(environment) };
  let damage: string | undefined;
  const check: CheckOptions = { onDamage: (text) => damage ??= text, onProgress, signal };
  const found = await searchLibtensorflow({ ...check, environment, platform, build: options.build, settle: !download });
  if (found) return found;

  const build = options.build ?? buildFor(platform);
  const cache = cacheFolder(environment, platform.os);
  if (!download) {
    const why = damage ?? "it was not downloaded yet";
    throw new LibtensorflowError(
      `Cannot find libtensorflow in ${cache}: ${why}, and no download was asked for`,
      "allow the download, or set FORGER_LIBTENSORFLOW to a folder that holds the libraries",
    );
  }
  if (damage === undefined) return await fetchInto(cache, build, { ...options, environment });
  onProgress?.({ phase: "damage", message: `${damage}; fetching it again`, doneBytes: 0, totalBytes: 0 });
  try {
    return await fetchInto(cache, build, { ...options, environment });
  } catch (cause) {
    if (!(cause instanceof LibtensorflowError)) throw cause;
    throw new LibtensorflowError(`${cause.problem}. It is needed as ${damage}`, cause.remedy, { cause });
  }
}

/** Downloads it, unless another process does or has done so. */
async function fetchInto(
  cache: string,
  build: LibtensorflowBuild,
  { environment, onProgress, signal }: FindLibtensorflowOptions & { readonly environment: Environment },
): Promise<LibtensorflowLocation> {
  await makeFolder(cache);
  const folder = join(cache, build.folderName), check: CheckOptions = { onProgress, signal };
  const onWait = (processId?: string): void => {
    const process = `Another process${processId ? ` (${processId})` : ""}`;
    const message = `${process} is downloading libtensorflow ${build.version}, waiting for it`;
    onProgress?.({ phase: "wait", message, doneBytes: 0, totalBytes: 0 });
  };
  using _lock = await lockFile(`${folder}.lock`, { onWait, signal });
  const meanwhile = await fromCache(cache, build, "cache", check);
  if (meanwhile) return meanwhile;
  await fetchLibtensorflow({ build, folder, environment, onProgress, signal });
  let damage = "it vanished";
  const fetched = await fromCache(cache, build, "download", { ...check, onDamage: (text) => damage = text });
  if (fetched) return fetched;
  throw new LibtensorflowError(`Cannot use libtensorflow in ${folder}: ${damage}`, "start again");
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: folder }));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const reason = error instanceof Error ? error.message.replace(/ \(os error.*/, "") : String(error);
    throw new LibtensorflowError(
      `Cannot write to the cache folder ${folder}: ${reason}`,
      "make it writable, or set FORGER_CACHE to a folder that you can write",
      { cause: error },
    );
  }
}
