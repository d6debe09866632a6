/**
 * Reads the SHA-256 of each library of a build by its path, from what a shell printed in the folder with the downloaded wheels,
 * once pip had checked these:
 *
 * ```sh
 * find nvidia tensorflow -type f | LC_ALL=C sort | xargs sha256sum
 * ```
 */
export async function readContents(folderName: string): Promise<Record<string, string>> {
  const text = await Deno.readTextFile(new URL(`contents/${folderName}.sha256`, import.meta.url));
  return Object.fromEntries(text.trimEnd().split("\n").map((line) => line.split("  ").toReversed()));
}
