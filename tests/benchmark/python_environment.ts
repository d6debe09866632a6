import { cacheFolder, writeAtomically } from "@forger/core";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "./find_python.ts";
import { standInForGpuLibraries } from "./gpu_stand_ins.ts";
import { runTool } from "./run_tool.ts";

/** The Python that has PyTorch and TensorFlow. */
export interface PythonEnvironment {
  /** The path of its program. */
  readonly python: string;
  /** Major and minor version. */
  readonly version: string;
}

/** Options of {@linkcode pythonEnvironment}. */
export interface PythonEnvironmentOptions {
  /** The folder that environments are kept in. @default the user's cache folder */
  readonly cache?: string;
  /** The file that names every package with its version. @default requirements.txt of this folder */
  readonly requirements?: string;
  /** Hears what takes long. */
  readonly onProgress?: (message: string) => void;
  /** Runs a tool. @default {runTool} */
  readonly run?: typeof runTool;
}

/** Written last: the environment is whole where it holds the requirements. */
const MARKER = "complete.txt";

const INSTALL = ["-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"];

/**
 * Finds the environment of Python packages that the peers need, or makes it: once per user and per version of theirs.
 *
 * Two processes that need it at once share one. What an interrupted process leaves is removed and made anew.
 *
 * @throws {Error} If there is no Python or an installation fails: the message says what pip says.
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions = {}): Promise<PythonEnvironment> {
  const { cache = cacheFolder(), onProgress = () => {}, run = runTool } = options;
  const requirements = await Deno.readTextFile(
    options.requirements ?? fileURLToPath(new URL("requirements.txt", import.meta.url)),
  );
  const { command, version } = await findPython({ run });
  const folder = join(cache, `benchmark-python-${version}-${versionsIn(requirements)}`);
  const python = join(folder, ...Deno.build.os === "windows" ? ["Scripts", "python.exe"] : ["bin", "python"]);
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  await lock.lock(true);
  const marker = join(folder, MARKER);
  if (await Deno.readTextFile(marker).catch(() => "") === requirements) return { python, version };

  onProgress(`Installing the peers once, about 1 GB to fetch and 3 GB in ${folder}`);
  await Deno.remove(folder, { recursive: true }).catch(ignoreNotFound);
  await insist(run, command, ["-m", "venv", folder], "make an environment for the peers");
  const copy = join(folder, "requirements.txt");
  await Deno.writeTextFile(copy, requirements);
  await insist(run, python, [...INSTALL, "--requirement", copy], "install the peers");
  const asked = ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  await standInForGpuLibraries((await insist(run, python, asked, "find the peers")).trim());
  await writeAtomically(marker, requirements);
  return { python, version };
}

/** Such as `torch-2.15.0-tensorflow-2.21.0`. */
function versionsIn(requirements: string): string {
  const versions = ["torch", "tensorflow"].flatMap((name) => {
    const [, version] = new RegExp(`^${name}==([\\w.]+)`, "m").exec(requirements) ?? [];
    return version === undefined ? [] : [`${name}-${version}`];
  });
  return versions.join("-");
}

/** Runs a tool that must succeed. */
async function insist(run: typeof runTool, command: string, args: readonly string[], purpose: string): Promise<string> {
  const { output, success } = await run(command, args);
  if (success) return output;
  throw new Error(`Cannot ${purpose} as \`${command} ${args.slice(0, 3).join(" ")}\` failed: ${reasonIn(output)}`);
}

/** What pip calls an error; without a network that alone would blame the package. */
function reasonIn(output: string): string {
  const lines = output.trim().split("\n");
  const reason = (lines.findLast((line) => line.startsWith("ERROR:"))?.replace("ERROR: ", "") ?? lines.at(-1)!).trim();
  const offline = /Retrying \(Retry\(|connection broken|ConnectionPool|timed out|ProxyError|SSLError/i.test(output);
  return offline ? `pip cannot reach its package index (${reason})` : reason;
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
