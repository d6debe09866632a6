import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTool } from "./run_tool.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Seconds from the command `deno task train` to the end of the first step.
 *
 * It runs twice: the first time fills the caches of files and of compiled modules.
 *
 * @throws {Error} If the command fails.
 */
export async function measureStartup(): Promise<number> {
  await startOnce();
  return await startOnce();
}

async function startOnce(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "forger-benchmark-" });
  const note = join(folder, "first-step");
  try {
    const plugin = `${fileURLToPath(new URL("first_step.ts", import.meta.url))}:file=${note}`;
    const begin = Date.now();
    const args = [
      "task",
      "--quiet",
      "--cwd",
      root,
      "train",
      "--steps",
      "1",
      "--out",
      join(folder, "run"),
      "--plugin",
      plugin,
    ];
    const answer = await runTool(Deno.execPath(), args);
    if (!answer.success) throw new Error(`Cannot measure startup as training failed: ${answer.output.trim()}`);
    return (Number(await Deno.readTextFile(note)) - begin) / 1000;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
