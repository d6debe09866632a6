import { assertEquals, assertStringIncludes } from "@std/assert";
import { chartOption, smoothed, stepRange, valueRange } from "./_client_chart_option.ts";
import { groupCurves, readingText } from "./_client_charts.ts";
import { durationText, numberText, shortText } from "./_client_element.ts";
import { readEvents } from "./_client_live.ts";
import { LIVE_SCRIPT, REPORT_SCRIPT } from "./_client_script.ts";
import type { PageCurve } from "./page_data.ts";

const curve = (name: string, means: number[], spread = 0): PageCurve => ({
  name,
  generation: 1,
  from: 0,
  steps: means.map((_, index) => index + 1),
  means,
  least: means.map((mean) => mean - spread),
  greatest: means.map((mean) => mean + spread),
});

Deno.test("scripts are whole: they compile, and have every function of the files that they are made of", async () => {
  const functions: string[] = [];
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (!/^_client_.*\.ts$/.test(name) || /_test\.ts$/.test(name)) continue;
    const text = await Deno.readTextFile(new URL(name, import.meta.url));
    if (name === "_client_script.ts") continue;
    functions.push(...Array.from(text.matchAll(/^export function (\w+)/gm), ([, found]) => found!));
  }
  for (const script of [LIVE_SCRIPT, REPORT_SCRIPT]) new Function(script);
  for (const name of functions) {
    assertStringIncludes(name === "startReport" ? REPORT_SCRIPT : LIVE_SCRIPT, `function ${name}(`);
  }
});

Deno.test("smoothing is a mean over neighbours, and none with a share of 0", () => {
  assertEquals(smoothed([1, 2, 3, 10], 0), [1, 2, 3, 10]);
  assertEquals(smoothed([0, 3, 6, 9, 0], 0.4), [1.5, 3, 6, 5, 4.5]);
});

Deno.test("an axis shows all means, and leaves out rare extremes", () => {
  const means = Array.from({ length: 200 }, (_, index) => index < 100 ? 1 : 2);
  const spiked = curve("a", means), greatest = [...spiked.greatest];
  greatest[50] = 1000;
  assertEquals(valueRange([{ ...spiked, greatest }])!.map((value) => Number(value.toFixed(3))), [0.96, 2.04]);
  const steep = curve("b", means.map((mean, index) => index === 7 ? 50 : mean));
  assertEquals(valueRange([steep])![1] > 50, true);
  assertEquals(valueRange([curve("c", [3, 3])]), [2.7, 3.3]);
  assertEquals(valueRange([curve("d", [0.001, 1])])![0], 0);
  assertEquals(valueRange([]), undefined);
});

Deno.test("values are drawn together with those of the same kind", () => {
  const names = [
    "discriminator",
    "generator",
    "discriminator/real",
    "generator/r1",
    "accuracy/real",
    "accuracy/fake",
    "lr",
  ];
  assertEquals(groupCurves(names.map((name) => curve(name, [1]))).map(({ curves, title }) => [title, curves.length]), [
    ["Losses", 2],
    ["Terms of the discriminator's loss", 1],
    ["Terms of the generator's loss", 1],
    ["Accuracy", 2],
    ["Lr", 1],
  ]);
  assertEquals(groupCurves([curve("/x", [1])]).map(({ title }) => title), ["/x"]);
  assertEquals(groupCurves([curve("", [1]), curve(" ", [1])]).map(({ curves, title }) => [title, curves.length]), [
    ["A value without a name", 2],
  ]);
});

Deno.test("a chart has a line and a band for each value that is not hidden, in the colours of its place", () => {
  const look = { text: "t", line: "l", series: ["red", "blue"], smoothing: 0, hidden: ["a"] };
  const { series, xAxis } = chartOption([curve("a", [1, 2]), curve("b", [3, 4], 1)], look) as {
    readonly series: { readonly id: string; readonly data: unknown; readonly areaStyle?: { readonly color: string } }[];
    readonly xAxis: { readonly min: number; readonly max: number };
  };
  assertEquals(series.map(({ id }) => id), ["mean of b", "least of b", "greatest of b"]);
  assertEquals(series.map(({ data }) => data), [[[1, 3], [2, 4]], [[1, 2], [2, 3]], [[1, 2], [2, 2]]]);
  assertEquals([series[2]!.areaStyle!.color, xAxis.min, xAxis.max], ["blue", 0, 2]);
});

Deno.test("all charts have the same steps, also those whose values are not finite any more", () => {
  const broken = { ...curve("a", [1, 2]), firstNotFinite: 3 }, late = { ...curve("b", [1]), steps: [9] };
  assertEquals([stepRange([broken]), stepRange([broken, late]), stepRange([])], [[1, 3], [1, 9], [0, 0]]);
  const look = { text: "t", line: "l", series: ["red"], smoothing: 0, hidden: [], steps: stepRange([broken, late]) };
  for (const shown of [broken, late]) {
    const { xAxis } = chartOption([shown], look) as { readonly xAxis: Record<string, unknown> };
    assertEquals([xAxis.min, xAxis.max, xAxis.minInterval], [0, 9, 1]);
  }
});

Deno.test("a reading says since when a value is not finite, and only where it still is not", () => {
  const whole = curve("a", [1, 2], 0.5);
  assertEquals([readingText(whole, 1, false), readingText(whole, 0, true)], ["2", "1 (0.5 to 1.5)"]);
  const broken = { ...whole, firstNotFinite: 1500 };
  assertEquals(readingText(broken, 1, false), "not finite since step 1,500, 2 before");
  assertEquals(readingText(broken, 0, true), "1 (0.5 to 1.5), not finite since step 1,500");
  assertEquals(readingText({ ...curve("a", []), firstNotFinite: 1 }, -1, false), "not finite since step 1");
  assertEquals(readingText({ ...whole, firstNotFinite: 1 }, 1, false), "2, not finite at step 1");
});

Deno.test("names of any length are shown in few characters, none of which is cut in two", () => {
  assertEquals([shortText("digits"), shortText("😀".repeat(300))], ["digits", `${"😀".repeat(160)}…`]);
});

for (
  const [value, text] of [[0, "0"], [0.123456, "0.1235"], [12345.6, "12350"], [1e-5, "1.00e-5"], [NaN, "NaN"]] as const
) {
  Deno.test(`${value} is written ${text}`, () => assertEquals(numberText(value), text));
}

Deno.test("times are written in the two greatest units", () => {
  assertEquals([0.4, 59.6, 61, 3600, 90_061].map(durationText), [
    "0 s",
    "1 min 0 s",
    "1 min 1 s",
    "1 h 0 min",
    "25 h 1 min",
  ]);
});

Deno.test("events are read however the stream is cut, and comments are none", () => {
  const text = 'id: 1\ndata: {"a":1}\n\n: still here\n\nid: 2\ndata: {"a":2}\n\n';
  for (let cut = 0; cut <= text.length; cut++) {
    const first = readEvents(text.slice(0, cut)), second = readEvents(first.rest + text.slice(cut));
    assertEquals([...first.messages, ...second.messages], ['{"a":1}', '{"a":2}']);
    assertEquals(second.rest, "");
  }
});
