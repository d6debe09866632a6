/** A picture of 8-bit red, green and blue, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8ClampedArray;
}

/** A colour of 8-bit red, green and blue. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Not a colour of any grey image, and rare in others. */
const NOT_FINITE: Rgb = [255, 0, 255];

/** How images are laid out as one picture. */
export interface GridLayout {
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly columns: number;
  readonly range: readonly [low: number, high: number];
  readonly gap: number;
  readonly background: Rgb;
  /** Images of a row that belong together, with a wider gap between such groups. @default {columns} */
  readonly group?: number;
}

/** The gap between groups is so many times as wide. */
const BETWEEN_GROUPS = 4;

/** Where an image is, in pixels from the left and the top, before enlargement. */
export function imagePlace(
  { shape: [, height, width], columns, gap, group = columns }: GridLayout,
  { row, column }: { readonly row: number; readonly column: number },
): { left: number; top: number } {
  const between = Math.floor(column / group) * (BETWEEN_GROUPS - 1) * gap;
  return { left: gap + column * (width + gap) + between, top: gap + row * (height + gap) };
}

/** Lays images out row by row, with a gap around each. */
export function gridPixels(values: ArrayLike<number>, layout: GridLayout): Pixels {
  const { shape: [count, height, width, channels], columns, range: [low, high], gap, background } = layout;
  const last = imagePlace(layout, { row: Math.ceil(count / columns) - 1, column: columns - 1 });
  const picture = { width: last.left + width + gap, height: last.top + height + gap };
  const bytes = new Uint8ClampedArray(picture.width * picture.height * 3); // rounds, and cuts off below 0 and above 255
  for (let at = 0; at < bytes.length; at += 3) bytes.set(background, at);
  const scale = 255 / (high - low);
  const green = channels === 1 ? 0 : 1, blue = channels === 1 ? 0 : 2;
  let source = 0;
  for (let image = 0; image < count; image++) {
    const { left, top } = imagePlace(layout, { row: Math.floor(image / columns), column: image % columns });
    for (let y = 0; y < height; y++) {
      let target = ((top + y) * picture.width + left) * 3;
      for (let x = 0; x < width; x++, target += 3, source += channels) {
        const first = values[source]!, second = values[source + green]!, third = values[source + blue]!;
        if (Number.isFinite(first) && Number.isFinite(second) && Number.isFinite(third)) {
          bytes[target] = (first - low) * scale;
          bytes[target + 1] = (second - low) * scale;
          bytes[target + 2] = (third - low) * scale;
        } else {
          bytes.set(NOT_FINITE, target);
        }
      }
    }
  }
  return { ...picture, bytes };
}
