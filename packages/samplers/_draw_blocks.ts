import { blank, enlarged, inkOn, paste, write } from "./_canvas.ts";
import { type GridLayout, gridPixels, imagePlace, type Pixels } from "./_pixels.ts";
import { fittingMask, type TextMask } from "./_text_mask.ts";

/** Images and how they are laid out, in one of several blocks beside each other. */
export interface DrawnBlock {
  readonly values: ArrayLike<number>;
  readonly layout: GridLayout;
  readonly heading?: string;
}

/** What all blocks share. */
export interface BlockStyle {
  readonly scale: number;
  /** Left of the first block. */
  readonly rowLabels: readonly string[];
  /** Above each block. */
  readonly columnLabels: readonly string[];
}

/** In pixels. */
const LABEL_SIZE = 14, LEAST_LABEL_SIZE = 7, HEADING_SIZE = 19, MARGIN = 6, BETWEEN_BLOCKS = 16, WIDEST_ROW_LABEL = 220;

/** Draws blocks of images side by side, with what is written about them. */
export async function drawBlocks(blocks: readonly DrawnBlock[], style: BlockStyle): Promise<Pixels> {
  const { scale, rowLabels, columnLabels } = style;
  const { shape: [, height, width], gap, background } = blocks[0]!.layout;
  const grids = blocks.map(({ values, layout }) => enlarged(gridPixels(values, layout), scale));
  const rowSize = Math.max(LEAST_LABEL_SIZE, Math.min(LABEL_SIZE, Math.floor(0.8 * (height + gap) * scale)));
  const rowMasks = await masks(rowLabels, rowSize, WIDEST_ROW_LABEL);
  const columnMasks = await masks(columnLabels, LABEL_SIZE, width * scale);
  const headings = await Promise.all(
    blocks.map(({ heading }, index) => heading ? fittingMask(heading, HEADING_SIZE, grids[index]!.width) : undefined),
  );
  const left = rowMasks.length === 0 ? 0 : 2 * MARGIN + Math.max(...rowMasks.map((mask) => mask.width));
  const headingHeight = headings.some(Boolean) ? MARGIN + Math.max(...headings.map((mask) => mask?.height ?? 0)) : 0;
  const top = headingHeight + (columnMasks.length === 0 ? 0 : MARGIN + columnMasks[0]!.height);
  const canvas = blank(
    left + grids.reduce((sum, grid) => sum + grid.width, 0) + BETWEEN_BLOCKS * (grids.length - 1),
    top + Math.max(...grids.map((grid) => grid.height)),
    background,
  );
  const ink = inkOn(background);
  const middleOfRow = (row: number) =>
    top + (imagePlace(blocks[0]!.layout, { row, column: 0 }).top + height / 2) * scale;
  rowMasks.forEach((mask, row) => {
    write(canvas, mask, { left: left - MARGIN - mask.width, top: middleOfRow(row) - mask.height / 2 }, ink);
  });
  let blockLeft = left;
  blocks.forEach(({ layout }, index) => {
    const grid = grids[index]!, heading = headings[index];
    paste(canvas, grid, { left: blockLeft, top });
    if (heading) write(canvas, heading, { left: blockLeft + (grid.width - heading.width) / 2, top: MARGIN }, ink);
    columnMasks.forEach((mask, column) => {
      const middle = (imagePlace(layout, { row: 0, column }).left + width / 2) * scale;
      write(canvas, mask, { left: blockLeft + middle - mask.width / 2, top: headingHeight + MARGIN }, ink);
    });
    blockLeft += grid.width + BETWEEN_BLOCKS;
  });
  return canvas;
}

async function masks(texts: readonly string[], size: number, room: number): Promise<TextMask[]> {
  const drawn: TextMask[] = [];
  for (const text of texts) drawn.push(await fittingMask(text, size, room));
  return drawn;
}
