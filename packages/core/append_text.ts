import { refuseLink } from "./_refuse_link.ts";
import { writeFailure } from "./_write_failure.ts";

/**
 * Appends text to a file, which is made if it is missing; its folder must exist.
 *
 * @throws {Error} If the file cannot be written, or is a symbolic link: the message names it, the reason and the remedy.
 *
 * @example
 * ```ts
 * import { appendText } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await Deno.makeTempFile();
 * await appendText(file, "one\n");
 * await appendText(file, "two\n");
 * assertEquals(await Deno.readTextFile(file), "one\ntwo\n");
 * ```
 */
export async function appendText(file: string, text: string): Promise<void> {
  await refuseLink(file);
  try {
    await Deno.writeTextFile(file, text, { append: true });
  } catch (error) {
    throw writeFailure(file, error);
  }
}
