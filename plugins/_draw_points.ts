import { CHART_TEXT, chartTitle, renderChart, valueAxis } from "./_render_chart.ts";
import { roundRange } from "./_round_range.ts";

/** A point of the plane. */
export type PlanePoint = readonly [x: number, y: number];

/** What {@linkcode drawPoints} draws. */
export interface PointsPicture {
  readonly title: string;
  /** These also decide how far the axes reach. */
  readonly real: readonly PlanePoint[];
  readonly generated: readonly PlanePoint[];
}

/** The plot is a square, so that circles are circles where both axes reach as far. */
const SIDE = 560, LEFT = 70, RIGHT = 26, TOP = 76, BOTTOM = 60;
/** Told apart also by those who cannot tell red from green. */
const RED = "#d0402b", BLUE = "#2458c5";
/** How far the axes reach beyond the real points, as a share of their extent, before they are rounded. */
const MARGIN = 0.15;

/** Draws real points red and generated ones blue, as an SVG picture. */
export function drawPoints({ title, real, generated }: PointsPicture): Promise<string> {
  const [x, y] = [0, 1].map((axis) => rangeOf(real.map((point) => point[axis]!))) as [Range, Range];
  const beyond = generated.filter((point) => !(isIn(x, point[0]) && isIn(y, point[1]))).length;
  const warning = beyond > 0
    ? `${count(beyond)} of ${count(generated.length)} generated points are not in the picture`
    : "";
  const series = (name: string, color: string, data: readonly PlanePoint[]) => ({
    name,
    type: "scatter",
    data,
    symbolSize: 4,
    itemStyle: { color, opacity: 0.75 },
    clip: true,
    large: true, // all points are one path: a quarter of the bytes, in a seventh of the time
    largeThreshold: 1,
  });
  const names = [`${count(real.length)} real`, `${count(generated.length)} generated`] as const;
  return renderChart({
    width: LEFT + SIDE + RIGHT,
    height: TOP + SIDE + BOTTOM,
    content: {
      title: chartTitle(title, warning),
      legend: { right: 28, top: 18, itemGap: 24, icon: "circle", textStyle: CHART_TEXT, data: [...names] },
      grid: { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM },
      xAxis: { ...valueAxis("x", 34), ...ends(x) },
      yAxis: { ...valueAxis("y", 44), ...ends(y) },
      series: [series(names[0], RED, real), series(names[1], BLUE, generated)],
    },
  });
}

type Range = ReturnType<typeof roundRange>;

function rangeOf(values: readonly number[]): Range {
  const low = Math.min(...values), high = Math.max(...values), margin = MARGIN * (high - low);
  return roundRange(low - margin, high + margin);
}

function ends({ least, greatest, interval }: Range): Record<string, unknown> {
  return { min: least, max: greatest, interval };
}

function isIn({ least, greatest }: Range, value: number): boolean {
  return value >= least && value <= greatest; // NaN is not
}

function count(value: number): string {
  return value.toLocaleString("en");
}
