import { basename, dirname, join } from "node:path";
import { contentsOf } from "./_contents_of.ts";
import { noSpace, requireSpace } from "./_disk_space.ts";
import { FetchProgress } from "./_fetch_progress.ts";
import { writeManifest } from "./_installed.ts";
import { findPip } from "./_pip.ts";
import { pipDownload } from "./_pip_download.ts";
import { type UnpackedFiles, unpackWheel } from "./_unpack_wheel.ts";
import type { Environment } from "./cache_folder.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { LibtensorflowBuild } from "./platform.ts";
import type { DownloadProgress } from "./progress_line.ts";

/** What {@linkcode fetchLibtensorflow} needs to know. */
export interface FetchOptions {
  /** What to fetch. */
  readonly build: LibtensorflowBuild;
  /** The folder that shall hold it. Its parent must exist; what is there already is replaced. */
  readonly folder: string;
  /** Environment variables, which pip gets as well. */
  readonly environment: Environment;
  /** Hears several times a second how far it is. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Ends it early; nothing is left behind then. */
  readonly signal?: AbortSignal;
}

/** Marks the temporary folders, which carry the final folder's name before it. */
const PARTIAL = ".partial-";

/**
 * Downloads the wheels of a build through pip, one after the other, and unpacks their libraries into `folder`.
 *
 * All is made in a temporary folder beside it, which takes its place at the very end, so that `folder` is whole or absent. The caller
 * holds a lock: what processes left that died on the way is removed.
 *
 * @throws {LibtensorflowError} If Python, pip, the network or the disk do not allow it.
 */
export async function fetchLibtensorflow(options: FetchOptions): Promise<void> {
  const { build, folder, environment, onProgress, signal } = options;
  const parent = dirname(folder);
  await removeLeftovers(folder);
  await requireSpace(build.wheels, parent);
  const pip = await findPip(environment, signal);
  const progress = new FetchProgress(build, onProgress);
  const temporary = await Deno.makeTempDir({ dir: parent, prefix: basename(folder) + PARTIAL });
  try {
    const root = join(temporary, "root");
    await Deno.mkdir(root);
    const all: UnpackedFiles = { files: {}, sha256: {} };
    for (const wheel of build.wheels) {
      progress.downloading(wheel, 0);
      const path = await pipDownload(pip, {
        wheel,
        platformTags: build.platformTags,
        folder: temporary,
        environment,
        signal,
        onBytes: (bytes) => progress.downloading(wheel, bytes),
        onRetry: () => progress.retrying(),
      });
      progress.downloaded(wheel);
      const unpacked = await unpackWheel(path, wheel, root, (bytes) => {
        signal?.throwIfAborted();
        progress.unpacking(bytes);
      });
      progress.unpacked(wheel);
      Object.assign(all.files, unpacked.files);
      Object.assign(all.sha256, unpacked.sha256);
      await Deno.remove(path);
    }
    checkContents(build, contentsOf(all.sha256));
    await writeManifest(root, all);
    await replace(folder, root);
  } catch (error) {
    throw (error as { code?: string }).code === "ENOSPC" ? noSpace(`in ${parent}`) : error;
  } finally {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
  }
}

function checkContents({ version, contents }: LibtensorflowBuild, found: string): void {
  if (found === contents) return;
  throw new LibtensorflowError(
    `Cannot unpack libtensorflow ${version} as the SHA-256 of its files must be ${contents} together: current value is ${found}`,
    "report this: the wheels are not the ones that this version of the toolkit was made for",
  );
}

async function removeLeftovers(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(dirname(folder))) {
    if (!name.startsWith(basename(folder) + PARTIAL)) continue;
    // A pip whose parent was killed may still write there; then the next fetch removes it.
    await Deno.remove(join(dirname(folder), name), { recursive: true }).catch(() => {});
  }
}

async function replace(folder: string, finished: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(finished, folder);
}
