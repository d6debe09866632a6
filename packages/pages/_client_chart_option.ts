import { numberText } from "./_client_element.ts";
import type { PageCurve } from "./page_data.ts";

/** How a chart is drawn. */
export interface ChartLook {
  /** Colours, as the page's theme has them at the moment. */
  readonly text: string;
  readonly line: string;
  readonly series: readonly string[];
  /** Over which share of the points a bold line is a mean. */
  readonly smoothing: number;
  /** Names that are not drawn. */
  readonly hidden: readonly string[];
  /** The first and the last step of all charts, so that they stand above each other. @default {those of the values} */
  readonly steps?: readonly [first: number, last: number];
}

/** Means over neighbouring points, as far as half the share reaches to either side. */
export function smoothed(values: readonly number[], share: number): number[] {
  const radius = Math.round(values.length * share / 2), result: number[] = [];
  let sum = 0, first = 0, end = 0;
  for (let index = 0; index < values.length; index++) {
    while (end < Math.min(values.length, index + radius + 1)) sum += values[end++]!;
    while (first < index - radius) sum -= values[first++]!;
    result.push(sum / (end - first));
  }
  return result;
}

/** Where the axis of values begins and ends: rare extremes lie beyond it, and the bold lines never do. */
export function valueRange(curves: readonly PageCurve[]): readonly [low: number, high: number] | undefined {
  const means = curves.flatMap(({ means }) => means);
  if (means.length === 0) return undefined;
  const quantile = (values: number[], share: number) =>
    values.sort((first, second) => first - second)[Math.round((values.length - 1) * share)]!;
  let low = quantile(curves.flatMap(({ least }) => least), 0.01);
  let high = quantile(curves.flatMap(({ greatest }) => greatest), 0.99);
  for (const mean of means) [low, high] = [Math.min(low, mean), Math.max(high, mean)];
  const margin = (high - low) * 0.04 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 && low - margin < 0 ? 0 : low - margin, high + margin];
}

/** The first and the last step that is known of values, also of those that are not finite. */
export function stepRange(curves: readonly PageCurve[]): readonly [first: number, last: number] {
  let first = Infinity, last = 0;
  for (const { firstNotFinite, steps } of curves) {
    first = Math.min(first, steps[0] ?? Infinity, firstNotFinite ?? Infinity);
    last = Math.max(last, steps.at(-1) ?? 0, firstNotFinite ?? 0);
  }
  return [Math.min(first, last), last];
}

/** A chart's content as the library takes it. */
export function chartOption(curves: readonly PageCurve[], look: ChartLook): Record<string, unknown> {
  const shown = curves.filter(({ name }) => !look.hidden.includes(name));
  const [low, high] = valueRange(shown) ?? [0, 1];
  const label = { color: look.text, fontSize: 11 };
  const shortStep = (step: number) =>
    step >= 1e6 ? `${Number((step / 1e6).toPrecision(3))}M` : step >= 1e4 ? `${step / 1e3}k` : String(step);
  const common = { type: "line", animation: false, showSymbol: false, emphasis: { disabled: true } };
  const lineOf = (curve: PageCurve) => {
    const color = look.series[curves.indexOf(curve) % look.series.length];
    const means = smoothed(curve.means, look.smoothing);
    return {
      ...common,
      id: `mean of ${curve.name}`,
      data: curve.steps.map((step, index) => [step, means[index]]),
      lineStyle: { color, width: 1.8 },
      itemStyle: { color },
      showSymbol: curve.steps.length === 1,
      symbolSize: 6,
      z: 3,
    };
  };
  // from the least to the greatest value: an invisible line, and what must be added to it as an area
  const bandOf = (curve: PageCurve) => {
    const { greatest, least, name, steps } = curve;
    if (steps.length < 2 || least.every((value, index) => value === greatest[index])) return [];
    const color = look.series[curves.indexOf(curve) % look.series.length];
    const band = {
      ...common,
      lineStyle: { width: 0 },
      stack: `range of ${name}`,
      stackStrategy: "all",
      tooltip: { show: false },
      z: 2,
    };
    return [
      { ...band, id: `least of ${name}`, data: steps.map((step, index) => [step, least[index]]) },
      {
        ...band,
        id: `greatest of ${name}`,
        data: steps.map((step, index) => [step, greatest[index]! - least[index]!]),
        areaStyle: { color, opacity: 0.17 },
      },
    ];
  };
  const [first, last] = look.steps ?? stepRange(shown);
  return {
    animation: false,
    textStyle: { fontFamily: "system-ui, sans-serif" },
    grid: { left: 4, right: 12, top: 10, bottom: 4, containLabel: true },
    xAxis: {
      type: "value",
      min: first > last / 2 && first < last ? first : 0, // of a run without its beginning, what there is
      max: last,
      axisLabel: { ...label, hideOverlap: true, formatter: shortStep },
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      splitNumber: 4,
      minInterval: 1,
    },
    yAxis: {
      type: "value",
      min: low,
      max: high,
      axisLabel: {
        ...label,
        showMinLabel: low === 0,
        showMaxLabel: false,
        formatter: (value: number) => numberText(value),
      },
      splitLine: { lineStyle: { color: look.line } },
      splitNumber: 4,
    },
    tooltip: { trigger: "axis", showContent: false, axisPointer: { lineStyle: { color: look.text, type: "solid" } } },
    series: [...shown.map(lineOf), ...shown.flatMap(bandOf)],
  };
}
