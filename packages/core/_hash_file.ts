import { createHash } from "node:crypto";

/** Read at once; larger is no faster. */
const READ_BYTES = 2 ** 20;

/** Options of {@linkcode hashFile}. */
export interface HashFileOptions {
  /** Hears of each part that is done, in bytes. */
  readonly onBytes?: (bytes: number) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** The SHA-256 of a file's content, in hexadecimal; little of it is in memory at a time. */
export async function hashFile(path: string, { onBytes, signal }: HashFileOptions = {}): Promise<string> {
  const hash = createHash("sha256"), buffer = new Uint8Array(READ_BYTES);
  using file = await Deno.open(path);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    signal?.throwIfAborted();
    hash.update(buffer.subarray(0, read));
    onBytes?.(read);
  }
  return hash.digest("hex");
}
