import { exportLayers, exportOnnx, exportSafetensors, exportSavedModel } from "@forger/exports";
import { asUsageError } from "./as_usage_error.ts";
import type { CheckedExportFlags, ExportFormat } from "./export_flags.ts";
import { exportFolder } from "./export_folder.ts";
import { loadExportSource } from "./export_source.ts";
import type { Output } from "./output.ts";
import { startWithProgress } from "./start_with_progress.ts";

const WRITERS: Readonly<Record<ExportFormat, typeof exportLayers>> = {
  layers: exportLayers,
  onnx: exportOnnx,
  safetensors: exportSafetensors,
  savedmodel: exportSavedModel,
};

/**
 * Writes a run's generator in the format of another program.
 *
 * @param run The run's folder, or the name of one in `runs/`.
 * @throws {UsageError} If there is no such run or generator, the format cannot express a layer, or the folder for it holds something else.
 * @throws {Error} If the generator cannot be loaded, or a file not be written.
 */
export async function exportCommand(run: string, flags: CheckedExportFlags, output: Output): Promise<void> {
  const folder = await exportFolder(run, flags);
  const { out = `${folder}/exported/${flags.to}`, to, verbose } = flags;
  await startWithProgress({ backend: "cpu", verbose }); // weights are copied, hardly anything is computed
  const { generator, ...options } = await loadExportSource(folder, flags);
  try {
    const { bytes, files } = await WRITERS[to](generator, out, options);
    const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
    output.print(`${size} in ${out}: ${files.join(", ")}`);
  } catch (error) {
    throw asUsageError(error);
  } finally {
    generator.dispose();
  }
}
