const PNG_END = "IEND\xaeB`\x82", JPEG_END = "\xff\xd9";

/**
 * Whether the last bytes of a JPEG or PNG file are those of a whole one. They are not where it was cut off, nor where something
 * follows the image, as in pictures of telephones that hold a film. Files of other formats are said to have their end: they
 * cannot be decoded without.
 */
export function hasItsEnd(path: string): boolean {
  using file = Deno.openSync(path); // called for a file that was read just now: another thread would take longer
  const buffer = new Uint8Array(8);
  const next = () => String.fromCharCode(...buffer.subarray(0, file.readSync(buffer) ?? 0));
  const beginning = next();
  const end = beginning.startsWith("\xff\xd8") ? JPEG_END : beginning.startsWith("\x89PNG") ? PNG_END : "";
  file.seekSync(-end.length, Deno.SeekMode.End);
  return next() === end;
}
