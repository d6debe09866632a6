import { isOlder } from "./_is_older.ts";
import { runCommand } from "./_run_command.ts";
import type { Environment } from "./cache_folder.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";

/** A Python that has pip. */
export interface Pip {
  /** The command that starts Python, such as `python3`. */
  readonly python: string;
  /** Version of pip, such as `23.2.1`. */
  readonly version: string;
  /** Version of Python, such as `3.11`. */
  readonly pythonVersion: string;
}

/** The oldest pip that knows the platform tags and takes more than one. */
const OLDEST_PIP = "20.3";

const WITHOUT_PYTHON = "set FORGER_LIBTENSORFLOW to a folder that already holds the libraries";

/**
 * Finds a Python with a pip that is new enough, trying `python3` and then `python` on the `PATH`.
 *
 * @throws {LibtensorflowError} If there is no Python, no pip, or only an old pip.
 */
export async function findPip(environment: Environment, signal?: AbortSignal): Promise<Pip> {
  let problem = new LibtensorflowError(
    "Cannot download libtensorflow: Python is missing, neither python3 nor python is on the PATH",
    `install Python 3 with pip, or ${WITHOUT_PYTHON}`,
  );
  for (const python of ["python3", "python"]) {
    const answer = await runCommand(python, ["-m", "pip", "--version"], environment, signal);
    if (answer === undefined) continue;
    const [, version, pythonVersion = ""] =
      /^pip (\d[\w.]*) from .*?(?:\(python ([\d.]+)\))?\s*$/m.exec(answer.output) ?? [];
    if (answer.success && version !== undefined) {
      if (!isOlder(version, OLDEST_PIP)) return { python, version, pythonVersion };
      problem = new LibtensorflowError(
        `Cannot download libtensorflow: pip ${version} is too old, it must be ${OLDEST_PIP} or newer`,
        `run \`${python} -m pip install --upgrade pip\``,
      );
    } else if (/No module named pip/.test(answer.output)) {
      problem = new LibtensorflowError(
        `Cannot download libtensorflow: pip is missing, \`${python} -m pip\` does not work`,
        `install the system's package python3-pip or run \`${python} -m ensurepip\`, or ${WITHOUT_PYTHON}`,
      );
    } else {
      problem = new LibtensorflowError(
        `Cannot download libtensorflow: \`${python} -m pip --version\` failed: ${lastLine(answer.output)}`,
        `repair the Python installation, or ${WITHOUT_PYTHON}`,
      );
    }
  }
  throw problem;
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1)?.trim() || "it printed nothing";
}
