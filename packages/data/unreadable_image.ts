/**
 * An image file that cannot be read: the message names it, says why, and what to do about it where something can be done.
 *
 * @example
 * ```ts
 * import { imageFolder, UnreadableImage } from "@forger/data";
 * import { assertRejects } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/rose.png`, "a rose");
 * const open = () => imageFolder(folder, { strict: true, cacheFolder: `${folder}/.cache` });
 * const images = await open();
 * await assertRejects(() => images.read(Int32Array.of(0)), UnreadableImage, "rose.png: it is no image");
 * images.dispose();
 * ```
 */
export class UnreadableImage extends Error {
  /** The error's kind. */
  override readonly name: string = "UnreadableImage";
  /** The file. */
  readonly path: string;
  /** Why it cannot be read, for instance `"it is cut off"`. */
  readonly reason: string;

  /** Whether it cannot be read as long as it stays as it is; otherwise it may be readable at the next start. */
  readonly lasts: boolean;

  /** Says that a file cannot be read, and why. */
  constructor(path: string, reason: string, options: ErrorOptions & { readonly lasts?: boolean } = {}) {
    super(`Cannot read image ${path}: ${reason}`, options);
    this.path = path;
    this.reason = reason;
    this.lasts = options.lasts ?? true;
  }
}
