import { pixelFontMask } from "./_pixel_font.ts";

/** How much of each pixel a line of text covers, from 0 to 255, row by row. */
export interface TextMask {
  /** As wide as the text's ink. */
  readonly width: number;
  /** The same for all texts of a size, so that they share a baseline. */
  readonly height: number;
  readonly alpha: Uint8Array;
}

/** Beyond it a text is cut off. */
const MOST_CHARACTERS = 60;

/** Draws a line of text of a size in pixels. */
type TextDrawer = (text: string, size: number) => TextMask | Promise<TextMask>;

let drawer: Promise<TextDrawer> | undefined;

/** Draws with the machine's fonts; where it has none, with one of our own. */
function textDrawer(): Promise<TextDrawer> {
  drawer ??= hasFonts().then((found) => found ? fontMask : pixelFontMask);
  return drawer;
}

/**
 * Draws a line of text no wider than there is room: what is cut off becomes an ellipsis.
 *
 * @param room In pixels.
 */
export async function fittingMask(text: string, size: number, room: number): Promise<TextMask> {
  const draw = await textDrawer();
  const characters = [...text.replace(/\s+/g, " ").trim()];
  const ellipsis = draw === pixelFontMask ? "..." : "…";
  let kept = Math.min(characters.length, MOST_CHARACTERS);
  while (true) {
    const shown = characters.slice(0, kept).join("").trimEnd() + (kept < characters.length ? ellipsis : "");
    const mask = await draw(shown, size);
    if (mask.width <= room || kept <= 1) return mask;
    kept = Math.max(1, Math.min(kept - 1, Math.floor(kept * room / mask.width)));
  }
}

/** Draws with what the machine takes for a font without serifs. */
export async function fontMask(text: string, size: number): Promise<TextMask> {
  const { default: sharp } = await import("sharp"); // takes 0.1 to 0.2 s, which the start of a program need not wait for
  const height = Math.ceil(1.4 * size), room = Math.ceil(1.2 * size * (text.length + 1));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${room}" height="${height}">
    <text x="1" y="${Math.round(1.05 * size)}" font-family="Helvetica, Arial, sans-serif" font-size="${size}">${
    escaped(text)
  }</text></svg>`;
  const { data, info } = await sharp(new TextEncoder().encode(svg)).ensureAlpha().extractChannel("alpha").raw()
    .toBuffer({ resolveWithObject: true });
  return cropped(data, info.width, info.height);
}

/** Leaves out the columns on both sides that hold no ink. */
function cropped(covered: Uint8Array, room: number, height: number): TextMask {
  let left = room, right = -1;
  for (let at = 0; at < covered.length; at++) {
    if (covered[at] === 0) continue;
    left = Math.min(left, at % room);
    right = Math.max(right, at % room);
  }
  if (right < 0) return { width: 1, height, alpha: new Uint8Array(height) };
  const width = right - left + 1, alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) alpha.set(covered.subarray(y * room + left, y * room + right + 1), y * width);
  return { width, height, alpha };
}

/** Without fonts there is no ink, or the same box for every letter. */
async function hasFonts(): Promise<boolean> {
  const [narrow, wide] = [await fontMask("i", 20), await fontMask("M", 20)];
  return wide.width > narrow.width && narrow.alpha.some((covered) => covered > 0);
}

function escaped(text: string): string {
  // deno-lint-ignore no-control-regex
  const printable = text.replace(/[\u0000-\u001f\u007f]/g, " ");
  return printable.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]!);
}
