import type { Curve, Point } from "./_curve.ts";
import { layOutLegend } from "./_lay_out_legend.ts";
import { CHART_TEXT, chartTitle, renderChart, valueAxis } from "./_render_chart.ts";
import { roundRange } from "./_round_range.ts";

/** In pixels. */
const WIDTH = 960, HEIGHT = 540, LINE_WIDTH = 38, EDGE = 28;
/** Told apart also by those who cannot tell red from green. */
const COLOURS = ["#2f6db5", "#d9772b", "#3a9a78", "#a0569c", "#8a7a1f", "#4fb3d9", "#c44e52", "#5b5f66"];
/** Told apart without colours, too. */
const DASHES: readonly (string | readonly number[])[] = ["solid", [9, 5], [2, 4], [14, 4, 2, 4], [5, 2]];

/** What {@linkcode drawCurves} draws. */
export interface CurvesPicture {
  readonly title: string;
  /** What one value is, beside the axis. */
  readonly value: string;
  /** The curves by their names. */
  readonly curves: ReadonlyMap<string, Curve>;
}

/** Draws named curves over steps as an SVG picture. */
export function drawCurves(picture: CurvesPicture): Promise<string> {
  return renderChart({ width: WIDTH, height: HEIGHT, content: describe(picture) });
}

function describe({ title, value, curves }: CurvesPicture): Record<string, unknown> {
  const [low, high] = valueRange([...curves.values()]), { least, greatest, interval } = roundRange(low, high);
  const warning = warnings(curves);
  const legend = layOutLegend([...curves.keys()], { title, warning, width: WIDTH, edge: EDGE, lineWidth: LINE_WIDTH });
  return {
    title: chartTitle(title, warning),
    // a legend for each curve, as one does not know how wide its names are; no height: the line alone
    legend: legend.items.map(({ name, left, top }) => {
      return { data: [name], left, top, padding: 0, itemWidth: LINE_WIDTH, itemHeight: 0, textStyle: CHART_TEXT };
    }),
    grid: { left: 78, right: EDGE, top: legend.bottom + 30, bottom: 62 },
    xAxis: {
      ...valueAxis("step", 34),
      scale: true,
      minInterval: 1,
      max: "dataMax",
      splitLine: { show: false },
    },
    yAxis: {
      ...valueAxis(value, 50),
      min: least,
      max: greatest,
      interval,
    },
    series: [...curves].flatMap(([name, curve], index) => {
      const color = COLOURS[index % COLOURS.length], type = DASHES[index % DASHES.length];
      const symbol = curve.smoothed.length === 1 ? "circle" : "none"; // one point makes no line
      const style = { type: "line", clip: true, symbol, showSymbol: true };
      return [
        { ...style, data: curve.extremes, lineStyle: { color, width: 1, opacity: 0.25 }, itemStyle: { color } },
        { ...style, name, data: curve.smoothed, lineStyle: { color, type, width: 2.5 }, itemStyle: { color }, z: 3 },
      ];
    }),
  };
}

/** A range that holds the smoothed curves and all but the most extreme twentieth of the rest. */
function valueRange(curves: readonly Curve[]): readonly [low: number, high: number] {
  const values = curves.flatMap(({ extremes, smoothed }) => {
    const rising = valuesOf(extremes).toSorted((first, second) => first - second);
    const skipped = Math.floor(rising.length / 40);
    return [...valuesOf(smoothed), ...rising.slice(skipped, rising.length - skipped)];
  });
  return [Math.min(...values), Math.max(...values)];
}

function valuesOf(points: readonly Point[]): number[] {
  return points.map(([, value]) => value);
}

function warnings(curves: ReadonlyMap<string, Curve>): string {
  return [...curves].filter(([, { firstNotFinite }]) => firstNotFinite !== undefined)
    .map(([name, { firstNotFinite }]) => `${name} is not finite from step ${firstNotFinite!.toLocaleString("en")}`)
    .join(", ");
}
