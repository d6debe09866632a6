import type { PlaygroundSettings } from "./settings.ts";

/** What pixels are of. */
type ImageSettings = Pick<PlaygroundSettings, "range" | "shape">;

/**
 * An image as 8-bit red, green, blue and opacity. A pixel whose value is not a finite number is magenta, as in pictures of
 * samples.
 */
export function pixelsOf(
  values: ArrayLike<number>,
  { range: [low, high], shape }: ImageSettings,
): Uint8ClampedArray<ArrayBuffer> {
  const [height = 0, width = 0, channels = 1] = shape, count = height * width;
  const bytes = new Uint8ClampedArray(count * 4); // rounds, and cuts off below 0 and above 255
  const scale = 255 / (high - low), green = channels === 1 ? 0 : 1, blue = channels === 1 ? 0 : 2;
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels, target = pixel * 4;
    const red = values[from]!, middle = values[from + green]!, last = values[from + blue]!;
    const isFinite = Number.isFinite(red + middle + last);
    bytes[target] = isFinite ? (red - low) * scale : 255;
    bytes[target + 1] = isFinite ? (middle - low) * scale : 0;
    bytes[target + 2] = isFinite ? (last - low) * scale : 255;
    bytes[target + 3] = 255;
  }
  return bytes;
}

/** Paints an image on a canvas, which takes its size; enlarged, each pixel becomes a square. */
export function paintImage(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  { enlargement = 1, settings }: { readonly settings: ImageSettings; readonly enlargement?: number },
): void {
  const [height = 0, width = 0] = settings.shape;
  canvas.width = width * enlargement;
  canvas.height = height * enlargement;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.putImageData(new ImageData(pixelsOf(values, settings), width, height), 0, 0);
  if (enlargement === 1) return;
  const small = document.createElement("canvas");
  paintImage(small, values, { settings });
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/** Paints points in the page's colours: those of a cloud faintly, one of them clearly. */
export function paintPoints(
  canvas: HTMLCanvasElement,
  { cloud, point, range, side = 640 }: {
    readonly cloud: readonly ArrayLike<number>[];
    readonly point: ArrayLike<number>;
    readonly range: readonly [low: number, high: number];
    /** The canvas's width and height; dots have the same size on each. */
    readonly side?: number;
  },
): void {
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  canvas.width = canvas.height = side;
  if (!context) return;
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, side, side);
  const { low, high } = frameOf([...cloud, point], range), scale = side / (high - low);
  const dot = (at: ArrayLike<number>, radius: number) => {
    context.beginPath();
    context.arc((at[0]! - low) * scale, side - (at[1]! - low) * scale, radius, 0, 2 * Math.PI);
    context.fill();
  };
  context.fillStyle = style.color;
  context.globalAlpha = 0.35;
  for (const at of cloud) dot(at, 3);
  context.globalAlpha = 1;
  context.fillStyle = style.accentColor;
  dot(point, 9);
}

/** A square that holds the range that data have, and those points that lie beyond it. */
export function frameOf(
  points: readonly ArrayLike<number>[],
  [low, high]: readonly [low: number, high: number],
): { low: number; high: number } {
  const values = points.flatMap((point) => [point[0]!, point[1]!]).filter(Number.isFinite);
  const least = values.reduce((sum, value) => Math.min(sum, value), low);
  const greatest = values.reduce((sum, value) => Math.max(sum, value), high);
  const margin = (greatest - least) * 0.05;
  return { low: least - margin, high: greatest + margin };
}
