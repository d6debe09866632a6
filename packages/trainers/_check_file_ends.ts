const MOST_BYTES = 2 ** 28;

/** What a power cut leaves of a file's end are zeros. */
const TEXT = { begins: /^[^\0]/, ends: /[^\0]$/ };

/** How files of a kind begin and end; of WebP the beginning says how long the file is. */
const KINDS: Readonly<Record<string, { readonly begins: RegExp; readonly ends: RegExp }>> = {
  png: { begins: /^\x89PNG\r\n.\n/, ends: /IEND\xaeB`\x82$/ },
  gif: { begins: /^GIF8[79]a/, ends: /;$/ },
  webp: { begins: /^RIFF[^]{4}WEBP/, ends: /$/ },
  svg: { begins: /^(\xef\xbb\xbf)?\s*<(svg|\?xml|!--|!DOCTYPE svg)/, ends: /<\/svg>\s*$/ },
  html: { begins: /^\s*<!doctype html>/i, ends: /<\/html>\s*$/ },
  css: TEXT,
  js: TEXT,
  txt: TEXT,
};

/** So many bytes are looked at, at either end. */
const LOOKED_AT = 64;

/** Says what is wrong with a picture, a page or a text, as far as its beginning and end tell; undefined if nothing is. */
export async function checkFileEnds(path: string): Promise<string | undefined> {
  const kind = KINDS[path.slice(path.lastIndexOf(".") + 1).toLowerCase()]!;
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    if (size === 0) return "it is empty";
    if (size > MOST_BYTES) return `it has ${size} bytes, more than the ${MOST_BYTES} that are read`;
    const begin = await textAt(file, 0), end = await textAt(file, Math.max(0, size - LOOKED_AT));
    if (!kind.begins.test(begin)) return "it does not begin as such a file";
    const said = kind === KINDS.webp ? webpLength(begin) : size;
    return kind.ends.test(end) && said === size ? undefined : "it is cut off, or something follows its end";
  } catch (error) {
    return (error as Error).message;
  }
}

function webpLength(begin: string): number {
  return [4, 5, 6, 7].reduce((sum, place, index) => sum + begin.charCodeAt(place) * 256 ** index, 8);
}

/** Bytes as characters of the same numbers. */
async function textAt(file: Deno.FsFile, place: number): Promise<string> {
  await file.seek(place, Deno.SeekMode.Start);
  const bytes = new Uint8Array(LOOKED_AT), count = await file.read(bytes) ?? 0;
  return String.fromCharCode(...bytes.subarray(0, count));
}
