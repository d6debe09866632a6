import { type Check, diagnose, findWebgpu, formatDiagnosis, inspectLibtensorflow } from "@forger/core";
import type { Output } from "./output.ts";

/**
 * Checks the machine, and says what was found.
 *
 * @param check Looks around; a test may look at something else.
 * @returns The exit code: 0, or 1 where there is a problem.
 */
export async function doctorCommand(
  output: Output,
  check: () => Promise<readonly Check[]> = () =>
    diagnose({ loadLibrary: inspectLibtensorflow, findGpu: () => findWebgpu() }),
): Promise<number> {
  const checks = await check();
  output.print(formatDiagnosis(checks).trimEnd());
  return checks.some(({ ok }) => ok === "problem") ? 1 : 0;
}
