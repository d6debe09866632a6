import { CHART_TEXT, valueAxis } from "./_render_chart.ts";
import { type RoundRange, roundRange } from "./_round_range.ts";

/** A point of the plane. */
export type PlanePoint = readonly [x: number, y: number];

/** Points of either kind. */
export interface PlanePoints {
  /** These also decide how far the axes reach. */
  readonly real: readonly PlanePoint[];
  readonly generated: readonly PlanePoint[];
}

/** The part of the plane that a picture shows. */
export interface PlaneRange {
  readonly x: RoundRange;
  readonly y: RoundRange;
}

/** In pixels: the plot is a square, so that circles are circles where both axes reach as far. */
export const PLANE = { side: 560, left: 70, top: 76, right: 26, bottom: 60 } as const;

/** Told apart also by those who cannot tell red from green. */
export const RED = "#d0402b", BLUE = "#2458c5";

/** How far the axes reach beyond the real points, as a share of their extent, before they are rounded. */
const MARGIN = 0.15;

/** What is shown of the plane: the real points, and a little around them. */
export function planeRange(real: readonly PlanePoint[]): PlaneRange {
  const [x, y] = [0, 1].map((axis) => {
    const values = real.map((point) => point[axis]!), low = Math.min(...values), high = Math.max(...values);
    const margin = MARGIN * (high - low);
    return roundRange(low - margin, high + margin);
  }) as [RoundRange, RoundRange];
  return { x, y };
}

/** Both axes. */
export function planeAxes({ x, y }: PlaneRange): { readonly xAxis: object; readonly yAxis: object } {
  return { xAxis: { ...valueAxis("x", 34), ...ends(x) }, yAxis: { ...valueAxis("y", 44), ...ends(y) } };
}

/** How far an axis reaches. */
export function ends({ least, greatest, interval }: RoundRange): Record<string, unknown> {
  return { min: least, max: greatest, interval };
}

/** The points and what they are called: real ones first. */
export function pointsContent(
  { real, generated }: PlanePoints,
  [realStyle, generatedStyle]: readonly [object, object] = [SMALL_DOTS, SMALL_DOTS],
): { readonly legend: object; readonly series: object[] } {
  const names = [`${count(real.length)} real`, `${count(generated.length)} generated`] as const;
  return {
    legend: { right: 28, top: 18, itemGap: 24, textStyle: CHART_TEXT, data: [...names] },
    series: [
      { name: names[0], type: "scatter", data: real, color: RED, clip: true, ...realStyle },
      { name: names[1], type: "scatter", data: generated, color: BLUE, clip: true, ...generatedStyle },
    ],
  };
}

/** All points are one path: a quarter of the bytes, in a seventh of the time. */
const SMALL_DOTS = { symbol: "circle", symbolSize: 4, itemStyle: { opacity: 0.75 }, large: true, largeThreshold: 1 };

/** Says how many generated points a picture does not show; nothing where it shows them all. */
export function pointsBeyond(generated: readonly PlanePoint[], { x, y }: PlaneRange): string {
  const beyond = generated.filter((point) => !(isIn(x, point[0]) && isIn(y, point[1]))).length;
  return beyond > 0 ? `${count(beyond)} of ${count(generated.length)} generated points are not in the picture` : "";
}

function isIn({ least, greatest }: RoundRange, value: number): boolean {
  return value >= least && value <= greatest; // NaN is not
}

function count(value: number): string {
  return value.toLocaleString("en");
}
