import type { PagesCost } from "./pages_cost.ts";

/** Says in words what pages cost. */
export function reportPages(cost: PagesCost): string {
  const more = (ratio: number) => `${ratio < 1 ? "" : "+"}${((ratio - 1) * 100).toFixed(1)} %`;
  const { liveMilliseconds, openMilliseconds, paintMilliseconds, reportMegabytes, steps, writeSeconds } = cost;
  return [
    `pages of ${steps.toLocaleString("en-US")} steps: the report of ${reportMegabytes.toFixed(1)} MiB is written in ${
      writeSeconds.toFixed(2)
    } s and shows its first chart after ${Math.round(openMilliseconds)} ms`,
    `the live page is seen after ${Math.round(paintMilliseconds)} ms and shows its first chart after ${
      Math.round(liveMilliseconds)
    } ms`,
    `steps of ${cost.workload} (${Math.round(cost.rate)} a second) take ${
      more(cost.ratioRead)
    } while a page is sent what it shows, and ${more(cost.ratioShown)} while Chromium shows it on the same processor`,
  ].join("; ");
}
