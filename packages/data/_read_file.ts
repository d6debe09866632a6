/** Reads a file that a caller named; the error of one that cannot be read names it. */
export async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new Error(`Cannot read ${path} as it must be a file that can be read`, { cause });
  }
}
