import type { Curve, Point } from "./_curve.ts";
import { CHART_TEXT, chartTitle, renderChart, valueAxis } from "./_render_chart.ts";
import { roundRange } from "./_round_range.ts";

const WIDTH = 960, HEIGHT = 540;
/** Told apart also by those who cannot tell red from green. */
const COLOURS = ["#2f6db5", "#d9772b", "#3a9a78", "#a0569c", "#8a7a1f", "#4fb3d9", "#c44e52", "#5b5f66"];

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
  return {
    title: chartTitle(title, warnings(curves)),
    legend: {
      right: 28,
      top: 18,
      itemGap: 32,
      itemHeight: 4,
      icon: "roundRect",
      textStyle: CHART_TEXT,
      data: [...curves.keys()],
    },
    grid: { left: 78, right: 28, top: 76, bottom: 62 },
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
      const color = COLOURS[index % COLOURS.length];
      const style = { type: "line", clip: true, showSymbol: curve.smoothed.length === 1 }; // one point makes no line
      return [
        { ...style, data: curve.extremes, lineStyle: { color, width: 1, opacity: 0.25 }, itemStyle: { color } },
        { ...style, name, data: curve.smoothed, lineStyle: { color, width: 2.5 }, itemStyle: { color }, z: 3 },
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
