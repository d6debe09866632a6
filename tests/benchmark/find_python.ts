import { runTool } from "./run_tool.ts";

/** A Python on this machine. */
export interface Python {
  /** The command that starts it. */
  readonly command: string;
  /** Major and minor version, such as `3.11`. */
  readonly version: string;
}

/** The versions for which all of requirements.txt exist. */
const VERSIONS = ["3.11", "3.12", "3.13"];

const COMMANDS = ["python3", "python", ...VERSIONS.map((version) => `python${version}`)];

/**
 * Finds a Python on the `PATH` that the peers have packages for.
 *
 * @throws {Error} If there is none.
 */
export async function findPython({ run = runTool }: { readonly run?: typeof runTool } = {}): Promise<Python> {
  const found: string[] = [];
  for (const command of COMMANDS) {
    const { output, success } = await run(command, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
    if (!success) continue;
    const version = output.trim();
    if (VERSIONS.includes(version)) return { command, version };
    found.push(`${command} is ${version}`);
  }
  throw new Error(
    `Cannot prepare the peers as Python must be ${VERSIONS.join(", ")} on the PATH: ${
      found.join(", ") || "there is none"
    }`,
  );
}
