import { bytesOf } from "./bytes_of.ts";
import type { StoredGenerator } from "./settings.ts";

/**
 * Reads the weights, out of the script or, where they are many, of a file beside the page.
 *
 * @throws {Error} If the file cannot be read: it says how.
 */
export async function readWeights(weights: StoredGenerator["weights"]): Promise<ArrayBuffer> {
  if (typeof weights === "string") return bytesOf(weights);
  const response = await fetch(weights.file).catch(() => undefined);
  if (response?.ok) return await response.arrayBuffer();
  throw new Error(
    `Cannot load the generator as ${weights.file} must come from a web server: a browser reads no file for a page that was opened as one.\n` +
      "Serve the folder, for instance with python3 -m http.server, and open http://localhost:8000",
  );
}
