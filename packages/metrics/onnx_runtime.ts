import { cacheFolder, writeAtomically } from "@forger/core";
import { createRequire } from "node:module";
import { join } from "node:path";
import { waitForLock } from "./_wait_for_lock.ts";
import lockFile from "./onnx_runtime_lock.json" with { type: "json" };

/** The part of onnxruntime that is used here. */
export interface OnnxRuntime {
  /** Opens models. */
  readonly InferenceSession: { create(model: Uint8Array): Promise<OnnxSession> };
  /** Makes tensors on the host, the last axis fastest. */
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

/** An open model. */
export interface OnnxSession {
  /** What it takes. */
  readonly inputNames: readonly string[];
  /** What it gives. */
  readonly outputNames: readonly string[];
  /** What its inputs must be; an axis of any length has a name or -1. */
  readonly inputMetadata: readonly {
    /** The input's name. */
    readonly name: string;
    /** The type of its values, such as `float32`. */
    readonly type?: string;
    /** The lengths of its axes. */
    readonly shape?: readonly (number | string)[];
  }[];
  /** Computes some outputs. */
  run(inputs: Readonly<Record<string, OnnxTensor>>, outputs: readonly string[]): Promise<Record<string, OnnxTensor>>;
  /** Frees the model. */
  release(): Promise<void>;
}

/** A tensor on the host. */
export interface OnnxTensor {
  /** The type of its values, such as `float32`. */
  readonly type: string;
  /** The values, the last axis fastest. */
  readonly data: ArrayLike<unknown>;
  /** The length of each axis. */
  readonly dims: readonly number[];
}

/** Options of {@linkcode loadOnnxRuntime}. */
export interface OnnxRuntimeOptions {
  /** The folder that it is installed in. @default {one of the user's cache folder} */
  readonly folder?: string;
  /** Hears that it is installed now, or by another process. */
  readonly onProgress?: (message: string) => void;
  /** Installs what the folder's `deno.json` names and gives what was printed. @default {`deno install`} */
  readonly install?: (folder: string) => Promise<{ readonly success: boolean; readonly output: string }>;
}

const PACKAGE = "onnxruntime-node", VERSION = "1.30.0";

/** Written last: the folder is whole where it is there. */
const MARKER = "complete.txt";

/**
 * Loads onnxruntime for Node, version 1.30.0, which runs ONNX models on the CPU.
 *
 * It is no dependency of Forger's, as it is large: on first use `deno install` fetches 113 MB into a folder of the user's
 * cache, where it takes 290 MB, with the checksums that are pinned here. A project's own files stay as they are; an
 * `import` of the package would add it to the project's `deno.lock` and `node_modules`. Needs the rights to run `deno`, on
 * first use, and to load native code (`--allow-ffi`).
 *
 * @throws {Error} If it cannot be installed or loaded: the message says what failed and how to repair it.
 *
 * @example
 * ```ts
 * import { loadOnnxRuntime } from "@forger/metrics";
 * import { assertRejects } from "@std/assert";
 *
 * const install = () => Promise.resolve({ success: false, output: "error: no network" });
 * const folder = await Deno.makeTempDir();
 * await assertRejects(() => loadOnnxRuntime({ folder, install }), Error, "no network");
 * ```
 */
export async function loadOnnxRuntime(options: OnnxRuntimeOptions = {}): Promise<OnnxRuntime> {
  const { folder = join(cacheFolder(), `${PACKAGE}-${VERSION}`), onProgress = () => {}, install = denoInstall } =
    options;
  if (!await isComplete(folder)) {
    await Deno.mkdir(folder, { recursive: true });
    using _lock = await waitForLock(`${folder}.lock`, () => onProgress(`Another process installs ${PACKAGE}`));
    if (!await isComplete(folder)) {
      onProgress(`Installing ${PACKAGE} ${VERSION} once, 113 MB to fetch and 290 MB in ${folder}`);
      await prepare(folder, install);
    }
  }
  try {
    return createRequire(join(folder, "deno.json"))(PACKAGE) as OnnxRuntime;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot load ${PACKAGE} ${VERSION} from ${folder}: ${reason}. To install it anew, remove the folder`,
      {
        cause,
      },
    );
  }
}

async function isComplete(folder: string): Promise<boolean> {
  try {
    return (await Deno.readTextFile(join(folder, MARKER))).trim() === VERSION;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function prepare(folder: string, install: NonNullable<OnnxRuntimeOptions["install"]>): Promise<void> {
  const settings = {
    nodeModulesDir: "auto",
    allowScripts: { deny: [`npm:${PACKAGE}`] }, // its script would fetch libraries for GPUs
    imports: { [PACKAGE]: `npm:${PACKAGE}@${VERSION}` },
  };
  await writeAtomically(join(folder, "deno.json"), JSON.stringify(settings, null, 2));
  await writeAtomically(join(folder, "deno.lock"), JSON.stringify(lockFile, null, 2));
  const { output, success } = await install(folder);
  if (!success) {
    throw new Error(
      `Cannot install ${PACKAGE} ${VERSION} in ${folder} as \`deno install\` failed: ${output.trim()}\n` +
        "It needs the npm registry and 400 MB of disk, once: try again where these are",
    );
  }
  await writeAtomically(join(folder, MARKER), `${VERSION}\n`);
}

async function denoInstall(folder: string): Promise<{ success: boolean; output: string }> {
  try {
    const command = new Deno.Command(Deno.execPath(), { args: ["install", "--quiet", "--frozen"], cwd: folder });
    const { success, stdout, stderr } = await command.output();
    return { success, output: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("") };
  } catch (error) {
    return { success: false, output: error instanceof Error ? error.message : String(error) };
  }
}
