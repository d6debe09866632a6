import { encodeSafetensors } from "../safetensors.ts";
import { contentOf, FILE_NAMES } from "./stored_safetensors.ts";

/** Writes what is in safetensors_files.json again, into the folder that is named, for safetensors_files.py to check. */
const folder = Deno.args[0] ?? ".";
await Deno.mkdir(folder, { recursive: true });
for (const name of FILE_NAMES) {
  const { metadata, tensors } = contentOf(name);
  const file = encodeSafetensors(tensors, { ...metadata, "written by": "Forger", "é": "😀\n" });
  await Deno.writeFile(`${folder}/${name}.safetensors`, file);
}
