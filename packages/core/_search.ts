import { join, resolve } from "node:path";
import { checkInstallation } from "./_installed.ts";
import { cacheFolder, type Environment } from "./cache_folder.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { LibtensorflowLocation } from "./locate.ts";
import { buildFor, libraryNames, type LibtensorflowBuild, type Platform } from "./platform.ts";
import type { DownloadProgress } from "./progress_line.ts";

/** Who hears of the check of what is in the cache. */
export interface CheckOptions {
  /** Hears of a damaged build, in words. */
  readonly onDamage?: ((damage: string) => void) | undefined;
  /** Hears how far the check is, where files are read again. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** Where {@linkcode searchLibtensorflow} looks. */
export interface SearchOptions extends CheckOptions {
  readonly environment: Environment;
  readonly platform: Platform;
  /** The build that is wanted. @default TensorFlow's own build for the platform */
  readonly build?: LibtensorflowBuild | undefined;
  /** Whether the build for processors will do on a machine with a GPU. */
  readonly settle: boolean;
}

/**
 * Looks for libtensorflow in the folder that `FORGER_LIBTENSORFLOW` names, or else in the cache; `undefined` if it is in neither.
 *
 * @throws {LibtensorflowError} If the variable names a folder without it, or if there is no build for this machine.
 */
export async function searchLibtensorflow(options: SearchOptions): Promise<LibtensorflowLocation | undefined> {
  const { environment, platform, settle } = options;
  if (environment.FORGER_LIBTENSORFLOW) return await fromEnvironment(environment.FORGER_LIBTENSORFLOW, platform.os);
  const build = options.build ?? buildFor(platform);
  const cache = cacheFolder(environment, platform.os);
  const wanted = await fromCache(cache, build, "cache", options);
  if (wanted || (build.gpu && !settle)) return wanted;
  // The CUDA build runs on processors, too. The other way round it is better than nothing.
  return await fromCache(cache, buildFor({ ...platform, nvidia: !build.gpu }), "cache", options);
}

/** The build in the cache, `undefined` where it is not or is damaged; its files have the bytes that the wheels had. */
export async function fromCache(
  cache: string,
  { contents, folderName, libraries, version, gpu }: LibtensorflowBuild,
  origin: "cache" | "download",
  { onDamage, onProgress, signal }: CheckOptions,
): Promise<LibtensorflowLocation | undefined> {
  const onBytes = (doneBytes: number, totalBytes: number): void =>
    onProgress?.({ phase: "check", message: `Checking libtensorflow ${version}`, doneBytes, totalBytes });
  const { isWhole, damage } = await checkInstallation(join(cache, folderName), contents, { onBytes, signal });
  if (damage !== undefined) onDamage?.(`libtensorflow in ${join(cache, folderName)} is damaged: ${damage}`);
  if (!isWhole) return undefined;
  const folder = join(cache, folderName, "tensorflow");
  return { folder, libraryPath: await Deno.realPath(join(folder, libraries[0] ?? "")), origin, version, gpu };
}

async function fromEnvironment(value: string, os: string): Promise<LibtensorflowLocation> {
  const [library = "", ...others] = libraryNames(os);
  const named = resolve(value);
  const inside = join(named, "tensorflow");
  const folder = !await exists(join(named, library)) && await exists(join(inside, library)) ? inside : named;
  for (const name of [library, ...others]) {
    if (await exists(join(folder, name))) continue;
    throw new LibtensorflowError(
      `Cannot use the folder in FORGER_LIBTENSORFLOW as it must hold ${name}: current value is ${folder}`,
      "name the folder of an installed tensorflow package, or unset FORGER_LIBTENSORFLOW to have it downloaded",
    );
  }
  const libraryPath = await Deno.realPath(join(folder, library));
  const gpu = await exists(join(folder, "..", "nvidia"));
  return { folder, libraryPath, origin: "environment", version: undefined, gpu };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
