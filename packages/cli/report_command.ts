import { writeReport } from "@forger/pages";
import { asUsageError } from "./as_usage_error.ts";
import type { Output } from "./output.ts";
import type { ReportFlags } from "./report_flags.ts";

/**
 * Writes a page that shows a run, and says where it is and what it lacks.
 *
 * @throws {UsageError} If the folder is no run's.
 * @throws {Error} If the page cannot be written.
 */
export async function reportCommand(folder: string, { out }: ReportFlags, output: Output): Promise<void> {
  try {
    const { bytes, file, gaps } = await writeReport(folder, { file: out });
    for (const gap of gaps) output.printError(`warning: ${gap}`);
    output.print(`${file}, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
  } catch (error) {
    throw asUsageError(error);
  }
}
