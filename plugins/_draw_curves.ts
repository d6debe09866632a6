import type { Curve, Point } from "./_curve.ts";

const WIDTH = 960, HEIGHT = 540;
/** Told apart also by those who cannot tell red from green. */
const COLOURS = ["#2f6db5", "#d9772b", "#3a9a78", "#a0569c"];
const TEXT = "#333a45", LINE = "#8a92a0", GRID = "#e3e6eb", WARNING = "#b3261e";

/** Draws named curves over steps as an SVG picture. */
export async function drawCurves(title: string, curves: ReadonlyMap<string, Curve>): Promise<string> {
  const { init } = await loadCharts();
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption(describe(title, curves));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/**
 * The parts of the library that are used; loading them takes 0.1 to 0.2 s, which the start of a program need not wait
 * for.
 */
async function loadCharts() {
  const [core, { LineChart }, components, { SVGRenderer }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  const { GridComponent, LegendComponent, TitleComponent } = components;
  core.use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  return core;
}

function describe(title: string, curves: ReadonlyMap<string, Curve>): Record<string, unknown> {
  const text = { color: TEXT, fontSize: 14 };
  const axis = {
    type: "value",
    nameLocation: "middle",
    nameTextStyle: text,
    axisLabel: { color: TEXT, fontSize: 13 },
    axisLine: { show: true, onZero: false, lineStyle: { color: LINE } },
  };
  const { least, greatest, interval } = valueAxis([...curves.values()]);
  return {
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "Helvetica, Arial, sans-serif" },
    title: {
      text: title,
      subtext: warnings(curves),
      left: 20,
      top: 14,
      textStyle: { color: TEXT, fontSize: 20 },
      subtextStyle: { color: WARNING, fontSize: 14 },
    },
    legend: {
      right: 28,
      top: 18,
      itemGap: 32,
      itemHeight: 4,
      icon: "roundRect",
      textStyle: text,
      data: [...curves.keys()],
    },
    grid: { left: 78, right: 28, top: 76, bottom: 62 },
    xAxis: {
      ...axis,
      name: "step",
      nameGap: 34,
      scale: true,
      minInterval: 1,
      max: "dataMax",
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      name: "loss",
      nameGap: 50,
      min: least,
      max: greatest,
      interval,
      splitLine: { lineStyle: { color: GRID } },
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

/**
 * A range that holds the smoothed curves and all but the most extreme twentieth of the rest, widened to round numbers.
 */
function valueAxis(curves: readonly Curve[]): { least: number; greatest: number; interval: number } {
  const values = curves.flatMap(({ extremes, smoothed }) => {
    const rising = valuesOf(extremes).toSorted((first, second) => first - second);
    const skipped = Math.floor(rising.length / 40);
    return [...valuesOf(smoothed), ...rising.slice(skipped, rising.length - skipped)];
  });
  const low = Math.min(...values), high = Math.max(...values);
  if (!(low < high)) return { least: Math.floor(low) - 1 || -1, greatest: Math.floor(low) + 1 || 1, interval: 0.5 };
  const wanted = (high - low) / 7, power = 10 ** Math.floor(Math.log10(wanted));
  const interval = power * [1, 2, 5, 10].find((factor) => factor * power >= wanted)!;
  const round = (value: number) => Number(value.toPrecision(12)); // 3 * 0.2 is 0.6000000000000001
  const least = round(Math.floor(low / interval) * interval), greatest = round(Math.ceil(high / interval) * interval);
  return { least, greatest, interval: round(interval) };
}

function valuesOf(points: readonly Point[]): number[] {
  return points.map(([, value]) => value);
}

function warnings(curves: ReadonlyMap<string, Curve>): string {
  return [...curves].filter(([, { firstNotFinite }]) => firstNotFinite !== undefined)
    .map(([name, { firstNotFinite }]) => `${name} is not finite from step ${firstNotFinite!.toLocaleString("en")}`)
    .join(", ");
}
