import { join } from "node:path";
import type { Environment } from "./cache_folder.ts";
import type { Pip } from "./_pip.ts";
import { pipFailure } from "./_pip_failure.ts";
import { runCommand } from "./_run_command.ts";
import type { Wheel } from "./wheel.ts";

/** How often the size of the growing file is looked at, in milliseconds. */
const POLL_MILLISECONDS = 200;

/** What one download by pip needs. */
export interface PipDownloadOptions {
  readonly wheel: Wheel;
  /** The platform tags that may be taken. */
  readonly platformTags: readonly string[];
  /** An existing folder for the wheel and for what pip needs on the way. */
  readonly folder: string;
  readonly environment: Environment;
  readonly signal?: AbortSignal;
  /** Hears how many bytes of the wheel have come so far. */
  readonly onBytes?: (bytes: number) => void;
  /** Hears that pip met a fault of the network and tries again. */
  readonly onRetry?: () => void;
}

/**
 * Has pip download one wheel, whose SHA-256 pip checks, and returns its path.
 *
 * @throws {LibtensorflowError} If pip fails, with the reason and a remedy.
 */
export async function pipDownload(pip: Pip, options: PipDownloadOptions): Promise<string> {
  const { wheel, platformTags, folder, environment, signal, onBytes, onRetry } = options;
  const target = join(folder, "wheel");
  const temporary = join(folder, "pip");
  await Promise.all([target, temporary].map((path) => Deno.mkdir(path, { recursive: true })));
  const requirements = join(folder, "requirements.txt");
  await Deno.writeTextFile(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const args = ["-m", "pip", "download", "--require-hashes", "--no-deps", "--only-binary=:all:"];
  args.push(...platformTags.flatMap((tag) => ["--platform", tag]));
  args.push("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311");
  // Without pip's own cache, which would keep the wheel a second time.
  args.push("--no-cache-dir", "--no-input", "--disable-pip-version-check", "--no-color", "--progress-bar", "off");
  args.push("--dest", target, "--requirement", requirements);
  const pipEnvironment = { ...environment, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: "0", PYTHONUNBUFFERED: "1" };
  let running = true;
  const watch = setInterval(async () => {
    const bytes = Math.max(await largestFile(temporary), await largestFile(target));
    if (running) onBytes?.(bytes);
  }, POLL_MILLISECONDS);
  try {
    const answer = await runCommand(pip.python, args, pipEnvironment, signal, (text) => {
      if (text.includes("Retrying (Retry(")) onRetry?.();
    });
    if (answer === undefined || !answer.success) throw pipFailure(answer?.output ?? "", wheel, pip);
  } finally {
    running = false;
    clearInterval(watch);
  }
  for await (const { name } of Deno.readDir(target)) {
    if (name.endsWith(".whl")) return join(target, name);
  }
  throw pipFailure("pip reported success and left no wheel", wheel, pip);
}

async function largestFile(folder: string): Promise<number> {
  let largest = 0;
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      const bytes = entry.isDirectory ? await largestFile(path) : (await Deno.stat(path)).size;
      largest = Math.max(largest, bytes);
    }
  } catch {
    // The file was moved meanwhile; the next look sees it again.
  }
  return largest;
}
