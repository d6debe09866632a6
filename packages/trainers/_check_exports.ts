import { decodeSafetensors } from "@forger/core";
import { loadNetwork } from "@forger/layers";
import type { CheckedFiles } from "./_checked_files.ts";
import { checkMessage } from "./_check_message.ts";
import { checkSavedNetwork } from "./_check_saved_network.ts";

/** The file that an export in a format has besides its README. */
const FILES = {
  layers: "model.json",
  onnx: "model.onnx",
  safetensors: "model.safetensors",
  savedmodel: "saved_model.pb",
} as const;

const MOST_BYTES = 2 ** 32;

/** Looks at the exports in a run's folder and says how their files are; each format was written as a whole. */
export async function checkExports(files: CheckedFiles): Promise<void> {
  for (const [format, name] of Object.entries(FILES)) {
    const folder = `exported/${format}`, main = `${folder}/${name}`, readme = `${folder}/README.txt`;
    if (files.has(readme)) files.expect(main, "the export has it");
    if (!files.has(main)) continue;
    files.expect(readme, "an export says there how it is loaded");
    if (format === "layers") {
      await checkSavedNetwork(files, folder, async () => (await loadNetwork(`${files.folder}/${folder}`)).network);
    } else if (files.size(main, Math.min(MOST_BYTES, Deno.systemMemoryInfo().available / 2)) !== undefined) {
      const path = `${files.folder}/${main}`;
      files.say(main, format === "safetensors" ? await tensorsFault(path) : await checkMessage(path));
    }
  }
}

async function tensorsFault(path: string): Promise<string | undefined> {
  const bytes = await Deno.readFile(path);
  try {
    decodeSafetensors(bytes);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
