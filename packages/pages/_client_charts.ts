import type * as Library from "echarts";
import { chartOption, stepRange } from "./_client_chart_option.ts";
import { countText, element, numberText, placeOf, shortText } from "./_client_element.ts";
import type { PageCurve } from "./page_data.ts";

/** The library of charts, which a script before ours has put there. */
declare const echarts: Pick<typeof Library, "init" | "connect">;

/** Values that are drawn together. */
export interface CurveGroup {
  readonly title: string;
  readonly curves: readonly PageCurve[];
}

/** Which values are drawn together: the losses, the terms of each, and what has the same first part of its name. */
export function groupCurves(curves: readonly PageCurve[]): CurveGroup[] {
  const groups = new Map<string, PageCurve[]>();
  for (const curve of curves) {
    const [first = "", ...rest] = curve.name.split("/");
    const isPlayer = first === "discriminator" || first === "generator";
    const words = first.replaceAll("_", " ").trim() || curve.name.trim() || "A value without a name";
    const title = isPlayer && rest.length === 0
      ? "Losses"
      : isPlayer
      ? `Terms of the ${first}'s loss`
      : words[0]!.toUpperCase() + words.slice(1);
    groups.set(title, [...groups.get(title) ?? [], curve]);
  }
  return Array.from(groups, ([title, curves]) => ({ title, curves }));
}

/** The theme's colours at the moment, as the canvas takes them. */
export function themeColours(): { readonly text: string; readonly line: string; readonly series: string[] } {
  const probe = document.body.appendChild(element("span"));
  const colourOf = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const series = [1, 2, 3, 4, 5, 6].map((number) => colourOf(`series-${number}`));
  const colours = { text: colourOf("muted"), line: colourOf("line"), series };
  probe.remove();
  return colours;
}

/** What stands beside a value's name: the value, and since when it is none. */
export function readingText(
  { firstNotFinite, greatest, least, means, steps }: PageCurve,
  index: number,
  isAtCursor: boolean,
): string {
  const low = least[index], high = greatest[index], mean = means[index];
  const value = mean === undefined ? "–" : numberText(mean);
  const range = isAtCursor && low !== high ? ` (${numberText(low!)} to ${numberText(high!)})` : "";
  if (firstNotFinite === undefined) return `${value}${range}`;
  const since = countText(firstNotFinite), isStill = (steps.at(-1) ?? 0) < firstNotFinite;
  if (!isStill) return `${value}${range}, not finite at step ${since}`;
  return isAtCursor && mean !== undefined
    ? `${value}${range}, not finite since step ${since}`
    : `not finite since step ${since}${mean === undefined ? "" : `, ${value} before`}`;
}

/** A panel with a chart, and below its title each value at the cursor, or its last. */
export function chartPanel(title: string): {
  readonly panel: HTMLElement;
  update(curves: readonly PageCurve[], steps: readonly [first: number, last: number]): void;
  redraw(isAtOnce?: boolean): void;
} {
  const legend = element("div", { class: "legend" });
  const place = element("div", { class: "chart", tabindex: "0", role: "img" });
  const panel = element("section", { class: "panel" }, [element("h3", { text: shortText(title) }), legend, place]);
  const hidden = new Set<string>(), readings = new Map<string, HTMLElement>();
  let curves: readonly PageCurve[] = [],
    range: readonly [first: number, last: number] = [0, 0],
    chart: Library.ECharts | undefined,
    cursor = -1,
    isSeen = true,
    isStale = false;
  // what nobody sees is not drawn again with every message
  new IntersectionObserver((entries) => {
    isSeen = entries.at(-1)!.isIntersecting;
    if (isSeen && isStale) redraw();
  }).observe(panel);

  function nearest({ steps }: PageCurve, step: number): number {
    let low = 0, high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle]! < step) low = middle + 1;
      else high = middle;
    }
    return low > 0 && step - steps[low - 1]! < steps[low]! - step ? low - 1 : low;
  }

  function read(step?: number): void {
    for (const curve of curves) {
      const index = step === undefined ? curve.steps.length - 1 : nearest(curve, step);
      const reading = readings.get(curve.name)!;
      reading.textContent = readingText(curve, index, step !== undefined);
      reading.classList.toggle("broken", curve.firstNotFinite !== undefined);
    }
    const at = step === undefined ? "" : ` at step ${countText(Math.round(step))}`;
    place.setAttribute(
      "aria-label",
      `${shortText(title)}${at}: ${
        curves.map(({ name }) => `${shortText(name)} ${readings.get(name)!.textContent}`).join(", ")
      }`,
    );
  }

  function buildLegend(): void {
    readings.clear();
    legend.replaceChildren(...curves.map(({ name }, index) => {
      const reading = element("span", { class: "reading" });
      readings.set(name, reading);
      const swatch = element("span", { class: `swatch series-${index % 6 + 1}` });
      const button = element("button", {
        type: "button",
        "aria-pressed": String(!hidden.has(name)),
        title: `Show or hide ${shortText(name)}`,
      }, [
        swatch,
        element("span", { text: shortText(curves.length > 1 ? name.replace(/^[^/]+\//, "") : name) }),
        reading,
      ]);
      button.addEventListener("click", () => {
        if (!hidden.delete(name)) hidden.add(name);
        button.setAttribute("aria-pressed", String(!hidden.has(name)));
        redraw();
      });
      return button;
    }));
  }

  function redraw(isAtOnce = false): void {
    if (!chart) {
      chart = echarts.init(place, null, { renderer: "canvas" });
      chart.group = "steps";
      echarts.connect("steps");
      chart.on("updateAxisPointer", (event) => {
        const { axesInfo: [axis] = [] } = event as { readonly axesInfo?: readonly { readonly value: number }[] };
        read(axis?.value);
      });
      chart.on("globalout", () => read());
      // on paper the style fits what is drawn
      new ResizeObserver(() => matchMedia("print").matches || chart!.resize()).observe(place);
      const moves: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 };
      place.addEventListener("keydown", (event) => {
        const move = moves[event.key], points = curves[0]?.steps.length ?? 0;
        if (move === undefined || points === 0) return;
        event.preventDefault();
        cursor = Math.min(points - 1, Math.max(0, (cursor < 0 ? points - 1 : cursor) + move));
        chart!.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: cursor });
        read(curves[0]!.steps[cursor]);
      });
      place.addEventListener("blur", () => {
        cursor = -1;
        chart!.dispatchAction({ type: "hideTip" });
        read();
      });
    }
    isStale = false;
    const smoothing = Number((placeOf("smoothing") as HTMLInputElement).value) / 100;
    const option = chartOption(curves, { ...themeColours(), smoothing, hidden: [...hidden], steps: range });
    chart.setOption(option, { replaceMerge: ["series"], lazyUpdate: !isAtOnce });
    if (isAtOnce) chart.getZr().flush(); // paper does not wait for the next frame
  }

  return {
    panel,
    update(next, steps) {
      const isSame = curves.length === next.length &&
        curves.map(({ name }) => name).join("\n") === next.map(({ name }) => name).join("\n");
      [curves, range] = [next, steps];
      if (!isSame) buildLegend();
      read();
      isStale = chart !== undefined;
      if (isStale && isSeen) redraw();
    },
    redraw,
  };
}

/** All charts of a page; they are kept as values are added. */
export function chartBoard(): { update(curves: readonly PageCurve[]): void; redraw(isAtOnce?: boolean): void } {
  const panels = new Map<string, ReturnType<typeof chartPanel>>();
  const redraw = (isAtOnce = false) => {
    if (isAtOnce) return panels.forEach((panel) => panel.redraw(true));
    // one after another, so that the page is seen, and can be used, before the last one is drawn
    const [first, ...rest] = [...panels.values()];
    first?.redraw();
    const next = () => {
      rest.shift()?.redraw();
      if (rest.length > 0) setTimeout(next);
    };
    setTimeout(next);
  };
  placeOf("smoothing").addEventListener("input", () => redraw());
  return {
    update(curves) {
      const steps = stepRange(curves);
      let isNew = false;
      for (const { title, curves: group } of groupCurves(curves)) {
        let panel = panels.get(title);
        if (!panel) {
          panels.set(title, panel = chartPanel(title));
          placeOf("charts").append(panel.panel);
          isNew = true;
        }
        panel.update(group, steps);
      }
      placeOf("values").hidden = panels.size === 0;
      if (isNew) redraw();
    },
    redraw,
  };
}
