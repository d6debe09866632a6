import { cacheFolder } from "@forger/core";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../benchmark/python_environment.ts";
import { runTool } from "../benchmark/run_tool.ts";

/** Runs Python with TensorFlow, onnx, onnxruntime, safetensors and TensorBoard. */
export interface ConsumerPython {
  /** The path of its program. */
  readonly python: string;
  /**
   * Runs a script of this folder.
   *
   * @returns What it printed.
   * @throws {Error} If it fails: the message holds what it says.
   */
  run(script: string, ...args: readonly string[]): Promise<string>;
}

/**
 * Finds the Python packages of `requirements.txt` in the user's cache, or installs them there: about 400 MB to fetch.
 *
 * @throws {Error} If there is no Python, or an installation fails.
 */
export async function pythonPackages(): Promise<ConsumerPython> {
  const { python } = await pythonEnvironment({
    cache: `${cacheFolder()}/consumers`,
    requirements: fileURLToPath(new URL("requirements.txt", import.meta.url)),
    onProgress: () => console.error("Installing TensorFlow's Python and other consumers once, about 400 MB to fetch"),
  });
  return {
    python,
    async run(script, ...args) {
      const { output, success } = await runTool(python, [fileURLToPath(new URL(script, import.meta.url)), ...args]);
      if (success) return output;
      throw new Error(`Cannot run ${script} as it must end well: ${output.trim().split("\n").slice(-12).join("\n")}`);
    },
  };
}
