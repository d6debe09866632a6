/** A surface over a square, as {@linkcode decisionPixels} draws it. */
export interface Decision {
  /** `[across, across]`, row by row from the top. */
  readonly values: ArrayLike<number>;
  /** How many values a row has, the ends of the square included. */
  readonly across: number;
  /** What is drawn in the darkest colours. */
  readonly range: readonly [low: number, high: number];
  /** Where a line is drawn; undefined for none. */
  readonly boundary: number | undefined;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** From "generated" to "real": pale, so that points stand out; the lower half is the darker one, also where there are no colours. */
const COLOURS: readonly Rgb[] = [[150, 180, 232], [194, 212, 243], [250, 250, 250], [254, 232, 207], [250, 204, 155]];
/** So many steps of colour, as contours are easier to follow than a gradient, and make small files. */
const BANDS = 20;
const LINE: Rgb = [40, 44, 52];
/** No colour of the surface. */
const NOT_FINITE: Rgb = [255, 0, 255];

/** Draws a surface as red, green and blue, `[side, side, 3]`, with a line where it crosses the boundary. */
export function decisionPixels({ across, boundary, range, values }: Decision, side: number): Uint8Array {
  const pixels = new Uint8Array(side * side * 3), heights = enlarged(values, across, side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = y * side + x, height = heights[at]!;
      const isLine = boundary !== undefined &&
        [x > 0 ? at - 1 : at, y > 0 ? at - side : at].some((near) => (heights[near]! > boundary) !== height > boundary);
      pixels.set(!Number.isFinite(height) ? NOT_FINITE : isLine ? LINE : colourAt(height, range), 3 * at);
    }
  }
  return pixels;
}

/** The colours from the highest value at the top to the lowest one, `[height, width, 3]`. */
export function scalePixels(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const colour = colourAt(1 - y / (height - 1), [0, 1]);
    for (let x = 0; x < width; x++) pixels.set(colour, 3 * (y * width + x));
  }
  return pixels;
}

/** Values between those of the grid, by how near they are. */
function enlarged(values: ArrayLike<number>, across: number, side: number): Float64Array {
  const heights = new Float64Array(side * side), step = (across - 1) / (side - 1);
  for (let y = 0; y < side; y++) {
    const top = Math.min(Math.floor(y * step), across - 2), down = y * step - top;
    for (let x = 0; x < side; x++) {
      const left = Math.min(Math.floor(x * step), across - 2), right = x * step - left, at = top * across + left;
      const upper = (1 - right) * values[at]! + right * values[at + 1]!;
      const lower = (1 - right) * values[at + across]! + right * values[at + across + 1]!;
      heights[y * side + x] = (1 - down) * upper + down * lower;
    }
  }
  return heights;
}

function colourAt(value: number, [low, high]: readonly [number, number]): Rgb {
  const band = Math.min(Math.max(Math.floor((value - low) / (high - low) * BANDS), 0), BANDS - 1);
  const place = band / (BANDS - 1) * (COLOURS.length - 1);
  const index = Math.min(Math.floor(place), COLOURS.length - 2), share = place - index;
  const [from, to] = [COLOURS[index]!, COLOURS[index + 1]!];
  const mix = (channel: 0 | 1 | 2) => Math.round((1 - share) * from[channel] + share * to[channel]);
  return [mix(0), mix(1), mix(2)];
}
