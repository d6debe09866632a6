/** More than any file of settings has. */
const MOST_BYTES = 2 ** 24;

/**
 * Reads JSON of a run's folder, which may be a stranger's: a regular file of at most 16 MiB. A symbolic link is none, as it could
 * lead to something that has no end.
 *
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {RangeError} If it is no file, or too large.
 * @throws {SyntaxError} If it is no JSON.
 */
export async function readRunJson(path: string): Promise<unknown> {
  const { isFile, size } = await Deno.lstat(path);
  if (!isFile) throw new RangeError(`Cannot read ${path} as it must be a file`);
  if (size > MOST_BYTES) {
    throw new RangeError(
      `Cannot read ${path} as its size must be at most ${MOST_BYTES} bytes: current size is ${size}`,
    );
  }
  return JSON.parse(await Deno.readTextFile(path));
}
