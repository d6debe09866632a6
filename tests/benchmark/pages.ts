// What pages cost: how large a report is, how long it and a live page take to open, and what training loses while a page is
// open. Prints one line of JSON.
import { startCompute } from "@forger/core";
import { LiveModel, LiveServer, writeReport } from "@forger/pages";
import { livePage } from "@forger/plugins";
import { type Plugin, Trainer } from "@forger/trainers";
import type { Browser } from "playwright-core";
import { startChromium } from "../consumers/chromium.ts";
import { syntheticRun, syntheticValues } from "../synthetic_run.ts";
import type { PagesCost, PagesRequest } from "./pages_cost.ts";
import { median } from "./statistics.ts";
import { withTemporaryFolder } from "./with_temporary_folder.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const request: PagesRequest = JSON.parse(Deno.args[0]!);
const { rounds, steps, threads, workload } = request;

/** How long training runs in each way in a round, and how much of the beginning does not count. */
const TURN_MILLISECONDS = 5000, SETTLE_MILLISECONDS = 1500;

const delay = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** How long a page takes to its first paint and to its first chart, in milliseconds. */
async function openingTimes(
  browser: Browser,
  url: string,
): Promise<{ readonly paint: number; readonly chart: number }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    const begin = performance.now();
    await page.goto(url, { waitUntil: "commit" });
    await page.waitForSelector("#charts canvas");
    const chart = performance.now() - begin;
    const paint = await page.evaluate(async () => {
      for (;;) {
        const [entry] = performance.getEntriesByName("first-contentful-paint");
        if (entry) return entry.startTime;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    return { paint, chart };
  } finally {
    await page.close();
  }
}

async function measureReport(browser: Browser) {
  const folder = await syntheticRun({ steps, pictures: 40 });
  try {
    const writing: number[] = [], opening: number[] = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now();
      ({ bytes } = await writeReport(folder));
      writing.push((performance.now() - begin) / 1000);
      opening.push((await openingTimes(browser, `file://${folder}/report.html`)).chart);
    }
    return {
      writeSeconds: median(writing),
      reportMegabytes: bytes / 2 ** 20,
      openMilliseconds: median(opening),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measureLive(browser: Browser) {
  const status = { state: "training", step: steps, steps, epoch: 0, canSample: false } as const;
  const model = new LiveModel({ name: "synthetic", facts: [], networks: [], settings: [] }, status);
  for (let step = 1; step <= steps; step++) model.history.add(step, syntheticValues(step));
  model.update(status);
  const server = await LiveServer.start({ model, port: 0, onCommand() {} });
  try {
    const times: Awaited<ReturnType<typeof openingTimes>>[] = [];
    for (let round = 0; round < rounds; round++) times.push(await openingTimes(browser, server.url));
    return {
      liveMilliseconds: median(times.map(({ chart }) => chart)),
      paintMilliseconds: median(times.map(({ paint }) => paint)),
    };
  } finally {
    await server.close();
  }
}

/** Reads what a page is sent, until it is aborted. */
async function read(url: string, signal: AbortSignal): Promise<void> {
  const { hash, origin } = new URL(url);
  const response = await fetch(`${origin}/events`, { headers: { authorization: `Bearer ${hash.slice(1)}` }, signal });
  try {
    for await (const _ of response.body!);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function measureTraining(browser: Browser) {
  const { promise: url, resolve } = Promise.withResolvers<string>();
  const controller = new AbortController(), marks = { step: 0, elapsed: 0 };
  const counting: Plugin = {
    name: "counting",
    onStepEnd: ({ elapsed, step }) => void Object.assign(marks, { step, elapsed }),
  };
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const rateWhile = async (begin: () => Promise<void>, end: () => Promise<void>) => {
    await begin();
    await delay(SETTLE_MILLISECONDS);
    const first = { ...marks };
    await delay(TURN_MILLISECONDS - SETTLE_MILLISECONDS);
    const rate = 1000 * (marks.step - first.step) / (marks.elapsed - first.elapsed);
    await end();
    return rate;
  };
  const rates: Record<"alone" | "read" | "shown", number>[] = [];
  await withTemporaryFolder(async (folder) => {
    const live = livePage({ port: 0, write: (text) => resolve(text.match(/http:\S+/)![0]) });
    const settings = { compile: "graph", folder: `${folder}/run`, signal: controller.signal } as const;
    const training = new Trainer(workloadExperiment(workloadNamed(workload)), {
      ...settings,
      plugins: [counting, live],
    })
      .train();
    const address = await url;
    const nothing = () => Promise.resolve();
    await delay(SETTLE_MILLISECONDS);
    while (marks.step === 0) await delay(50);
    for (let round = 0; round < rounds; round++) {
      let reader = new AbortController(), reading = nothing();
      rates.push({
        alone: await rateWhile(nothing, nothing),
        read: await rateWhile(() => {
          [reader, reading] = [new AbortController(), nothing()];
          reading = read(address, reader.signal);
          return nothing();
        }, () => {
          reader.abort();
          return reading;
        }),
        shown: await rateWhile(() => page.goto(address).then(() => {}), () => page.goto("about:blank").then(() => {})),
      });
    }
    controller.abort("measured");
    await training;
  });
  await page.close();
  return {
    rate: median(rates.map(({ alone }) => alone)),
    ratioRead: median(rates.map(({ alone, read }) => alone / read)),
    ratioShown: median(rates.map(({ alone, shown }) => alone / shown)),
  };
}

await startCompute({ backend: "tensorflow", threads });
const browser = await startChromium();
try {
  const cost: PagesCost = {
    workload,
    steps,
    rounds,
    ...await measureReport(browser),
    ...await measureLive(browser),
    ...await measureTraining(browser),
  };
  console.log(JSON.stringify(cost));
} finally {
  await browser.close();
}
