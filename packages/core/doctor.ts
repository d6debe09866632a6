import { machineChecks } from "./_machine_checks.ts";
import { type MachineFacts, readMachineFacts } from "./_machine_facts.ts";
import { systemEnvironment } from "./_system_environment.ts";
import type { Environment } from "./cache_folder.ts";
import type { Check } from "./diagnosis.ts";
import type { LibtensorflowFacts } from "./inspect_libtensorflow.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { findLibtensorflow } from "./locate.ts";
import type { DownloadProgress } from "./progress_line.ts";

/** How {@linkcode diagnose} looks around. */
export interface DiagnoseOptions {
  /** Opens libtensorflow, given its path; without it this is not tried. */
  readonly loadLibrary?: (path: string) => LibtensorflowFacts | Promise<LibtensorflowFacts>;
  /** Names the GPU that WebGPU offers, empty for none, after libtensorflow was opened; without it this is not asked. */
  readonly findGpu?: () => Promise<string>;
  /** Whether libtensorflow is downloaded if it is missing. @default {false} */
  readonly download?: boolean;
  /** Hears how far a download is; see {@linkcode progressLine}. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Environment variables. @default those of this process, each read where it is needed */
  readonly environment?: Environment;
}

/**
 * Looks at everything on this machine that a training needs, and gives one remedy a problem.
 *
 * @example
 * ```ts
 * import { diagnose } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const [deno] = await diagnose();
 * assertEquals(deno, { name: "Deno", ok: "ok", found: Deno.version.deno });
 * ```
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Check[]> {
  const { loadLibrary, findGpu, download = false, onProgress, environment = systemEnvironment() } = options;
  let facts = await readMachineFacts(environment);
  if (download && !(facts.libtensorflow instanceof LibtensorflowError)) {
    const { platform } = facts;
    const libtensorflow = await findLibtensorflow({ environment, platform, ...(onProgress && { onProgress }) })
      .catch(asLibtensorflowError);
    facts = { ...facts, libtensorflow };
  }
  const loaded = loadLibrary && await openLibrary(facts, loadLibrary);
  return machineChecks({ ...facts, webgpu: await findGpu?.() }, loaded);
}

async function openLibrary(
  { libtensorflow }: MachineFacts,
  loadLibrary: NonNullable<DiagnoseOptions["loadLibrary"]>,
): Promise<LibtensorflowFacts | Error | undefined> {
  if (libtensorflow === undefined || libtensorflow instanceof LibtensorflowError) return undefined;
  try {
    return await loadLibrary(libtensorflow.libraryPath);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function asLibtensorflowError(error: unknown): LibtensorflowError {
  if (error instanceof LibtensorflowError) return error;
  throw error;
}
