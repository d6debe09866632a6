/** Where there is room for a legend; lengths are in pixels. */
export interface LegendRoom {
  /** Stands at the upper left. */
  readonly title: string;
  /** Stands below the title, where it is not empty. */
  readonly warning: string;
  /** Of the picture. */
  readonly width: number;
  /** How far the legend stays away from both sides of it. */
  readonly edge: number;
  /** Of the line before each name. */
  readonly lineWidth: number;
}

/** Where curves' names stand, in pixels. */
export interface LegendLayout {
  readonly items: readonly { readonly name: string; readonly left: number; readonly top: number }[];
  /** Where the last row ends. */
  readonly bottom: number;
}

/** The letters' widths are estimates, as they depend on the machine's fonts. */
const LETTER_WIDTH = 7.8, TITLE_LETTER_WIDTH = 12, GAP = 26, FIRST_ROW = 20, ROW = 26;

/** Places names right of the title where there is room, else in rows of their own below it. */
export function layOutLegend(
  names: readonly string[],
  { edge, lineWidth, title, warning, width }: LegendRoom,
): LegendLayout {
  const widths = names.map((name) => lineWidth + LETTER_WIDTH * name.length);
  const needed = widths.reduce((sum, one) => sum + one + GAP, 0);
  const isBeside = needed + TITLE_LETTER_WIDTH * title.length <= width - 2 * edge;
  let left = isBeside ? width - edge - needed + GAP : edge;
  let top = FIRST_ROW;
  if (!isBeside) top += (warning === "" ? 1 : 2) * ROW;
  const items = names.map((name, index) => {
    if (!isBeside && left > edge && left + widths[index]! > width - edge) [left, top] = [edge, top + ROW];
    const item = { name, left, top };
    left += widths[index]! + GAP;
    return item;
  });
  return { items, bottom: top + ROW };
}
