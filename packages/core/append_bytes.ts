import { refuseLink } from "./_refuse_link.ts";
import { writeFailure } from "./_write_failure.ts";

/**
 * Appends bytes to a file, which is made if it is missing; its folder must exist.
 *
 * @throws {Error} If the file cannot be written, or is a symbolic link: the message names it, the reason and the remedy.
 *
 * @example
 * ```ts
 * import { appendBytes } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile();
 * await appendBytes(file, Uint8Array.of(1, 2));
 * await appendBytes(file, Uint8Array.of(3));
 * assertEquals([...await Deno.readFile(file)], [1, 2, 3]);
 * ```
 */
export async function appendBytes(file: string, bytes: Uint8Array): Promise<void> {
  await refuseLink(file);
  try {
    await Deno.writeFile(file, bytes, { append: true });
  } catch (error) {
    throw writeFailure(file, error);
  }
}
