import { createHash } from "node:crypto";

/**
 * One SHA-256 for many files: that of what `sha256sum` prints of them in the order of their paths' code points, a line
 * `<sha256>  <path>` for each.
 *
 * @param hashes The SHA-256 of each file by its path, with forward slashes.
 */
export function contentsOf(hashes: Readonly<Record<string, string>>): string {
  const lines = Object.keys(hashes).sort().map((path) => `${hashes[path]}  ${path}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}
