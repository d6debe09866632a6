const TEXT = "#333a45", LINE = "#8a92a0", GRID = "#e3e6eb", WARNING = "#b3261e";

/** The style of a chart's texts, but for the title. */
export const CHART_TEXT: { readonly color: string; readonly fontSize: number } = { color: TEXT, fontSize: 14 };

/** What {@linkcode renderChart} draws. */
export interface Chart {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Title, axes and series, as the library takes them. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Draws a chart as an SVG picture. */
export async function renderChart({ width, height, content }: Chart): Promise<string> {
  const { init } = await loadCharts();
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#ffffff",
      textStyle: { fontFamily: "Helvetica, Arial, sans-serif" },
      ...content,
    });
    return renumbered(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Where the library names parts of a picture, by counting all that the process has drawn. */
const NAME = /(?<=class="|id="|#|^\.)zr\d+-(?:cls-|c)\d+\b/gm;

/** The same picture with names that count its own parts: so the same values give the same file, whatever was drawn before. */
function renumbered(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(NAME, (name) => {
    if (!names.has(name)) names.set(name, `part-${names.size}`);
    return names.get(name)!;
  });
}

/**
 * The parts of the library that are used; loading them takes 0.1 to 0.2 s, which the start of a program need not wait
 * for.
 */
async function loadCharts() {
  const [core, { LineChart, ScatterChart }, components, { SVGRenderer }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  const { GridComponent, LegendComponent, TitleComponent } = components;
  core.use([LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  return core;
}

/** A title at the upper left, with a warning below it where there is one. */
export function chartTitle(text: string, warning: string): Record<string, unknown> {
  return {
    text,
    subtext: warning,
    left: 20,
    top: 14,
    textStyle: { color: TEXT, fontSize: 20 },
    subtextStyle: { color: WARNING, fontSize: 14 },
  };
}

/** An axis of numbers, whose name stands `nameGap` pixels beside it. */
export function valueAxis(name: string, nameGap: number): Record<string, unknown> {
  return {
    type: "value",
    name,
    nameGap,
    nameLocation: "middle",
    nameTextStyle: CHART_TEXT,
    axisLabel: { color: TEXT, fontSize: 13 },
    axisLine: { show: true, onZero: false, lineStyle: { color: LINE } },
    splitLine: { lineStyle: { color: GRID } },
  };
}
