// Opens reports and live pages in Chromium.
import { adam, startCompute } from "@forger/core";
import { arraySource } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { writeReport } from "@forger/pages";
import { livePage, sampleGrid } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, type Plugin, Trainer } from "@forger/trainers";
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { syntheticRun } from "../synthetic_run.ts";
import { startChromium } from "./chromium.ts";

const ignore = !Deno.env.get("FORGER_CONSUMERS");

const HOSTILE = `</script><script>document.title="owned"</script><img src=x onerror="document.title='owned'">&amp;'"`;

/** A page that is open, with what it asked for and what the browser complained of. */
interface Opened {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
}

let browser: Browser | undefined;

async function open(address: string, options: BrowserContextOptions, test: (opened: Opened) => Promise<void>) {
  browser ??= await startChromium();
  const context = await browser.newContext(options), page = await context.newPage();
  const requests: string[] = [], complaints: string[] = [];
  page.on("request", (request) => void requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", ({ message }) => void complaints.push(message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  try {
    await page.goto(address);
    await test({ page, requests, complaints });
  } finally {
    await context.close();
  }
}

/** How far the page is wider than the window. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** How many charts have something drawn on them, and how many there are. */
const charts = (page: Page) =>
  page.evaluate(() => {
    const isDrawn = (canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      let painted = 0;
      for (let index = 3; index < data.length; index += 4) if (data[index]! > 0) painted++;
      return painted > 500;
    };
    const all = [...document.querySelectorAll<HTMLElement>("#charts .chart")];
    return [all.filter((chart) => [...chart.querySelectorAll("canvas")].some(isDrawn)).length, all.length];
  });

const waitForCharts = (page: Page, count: number) =>
  page.waitForFunction((count) => document.querySelectorAll("#charts canvas").length >= count, count);

let run: string | undefined;

/** A report with everything in it, and hostile names. */
async function report(): Promise<string> {
  if (run !== undefined) return `file://${run}/report.html`;
  run = await syntheticRun({ steps: 3000, settings: { name: HOSTILE, [HOSTILE]: HOSTILE, loss: "x".repeat(300) } });
  const layers = [{ name: HOSTILE.repeat(3), type: "Dense", shape: "[batch, 256]", parameters: 1_000_000 }];
  const end = { reason: "finished", step: 3000, since: 0, seconds: 61 };
  const networks = ["generator", "discriminator"].map((name) => ({ name, layers, parameters: 1_000_000 }));
  await Deno.writeTextFile(`${run}/report.json`, JSON.stringify({ version: "1", networks, facts: [], end }));
  await Deno.writeTextFile(
    `${run}/warnings.jsonl`,
    `${JSON.stringify({ step: 5, text: `${HOSTILE} ${"y".repeat(300)}` })}\n`,
  );
  const card = { [HOSTILE]: HOSTILE, long: "z".repeat(200) };
  await Deno.writeTextFile(
    `${run}/evaluations.jsonl`,
    `${JSON.stringify({ name: HOSTILE, value: 1.5, sd: 0.1, card })}\n`,
  );
  await writeReport(run);
  return `file://${run}/report.html`;
}

for (const width of [1280, 390, 320]) {
  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test({
      name: `a report fits ${width} pixels in ${colorScheme}, and asks for nothing`,
      ignore,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () =>
        await open(await report(), { viewport: { width, height: 800 }, colorScheme }, async (opened) => {
          const { complaints, page, requests } = opened;
          await waitForCharts(page, 6);
          await page.evaluate(() => document.querySelectorAll("details").forEach((details) => details.open = true));
          await page.waitForTimeout(300);
          assertEquals(await overflow(page), 0);
          assertEquals(await charts(page), [6, 6]);
          assertEquals(requests, [await report()]);
          assertEquals(complaints, []);
          const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
          assertEquals(ground, colorScheme === "light" ? "rgb(247, 247, 245)" : "rgb(18, 20, 23)");
          assertEquals(await page.textContent("h1"), HOSTILE);
          assertEquals(await page.title(), `${HOSTILE} · Forger`.replace(/\s+/g, " "));
          assertEquals(await page.locator("img[src=x]").count(), 0);
          assertEquals(await page.locator("script").count(), 3);
          await page.evaluate(() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
          });
          assertNotEquals(await page.title(), "owned");
          assertMatch(complaints.join(), /Content Security Policy/);
        }),
    });
  }
}

Deno.test({
  name: "a report is used by keyboard: slider, charts, legend and theme",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () =>
    await open(await report(), { viewport: { width: 1280, height: 800 }, colorScheme: "light" }, async ({ page }) => {
      await waitForCharts(page, 6);
      const label = () => page.textContent("#viewer .label"), source = () => page.getAttribute("#viewer img", "src");
      assertEquals(await label(), "final · 13 of 13");
      const last = await source();
      await page.focus("#viewer input");
      await page.keyboard.press("Home");
      assertEquals(await label(), "step 0 · 1 of 13");
      assertNotEquals(await source(), last);
      await page.keyboard.press("ArrowRight");
      assertEquals(await label(), "step 250 · 2 of 13");
      await page.focus("#viewer button");
      await page.keyboard.press("Enter"); // plays to the end
      await page.waitForFunction(() => document.querySelector("#viewer .label")!.textContent === "final · 13 of 13");
      assertEquals(await page.textContent("#viewer button"), "Play");

      const losses = page.locator("#charts .panel").first(), reading = losses.locator(".reading").first();
      const atEnd = await reading.textContent();
      await losses.locator(".chart").focus();
      for (let press = 0; press < 20; press++) await page.keyboard.press("PageUp");
      assertNotEquals(await reading.textContent(), atEnd);
      assertMatch(
        (await losses.locator(".chart").getAttribute("aria-label"))!,
        /^Losses at step [\d,]+: discriminator /,
      );
      await page.keyboard.press("Tab"); // away from it
      assertEquals(await reading.textContent(), atEnd);

      const button = losses.locator(".legend button").first();
      await button.press("Space");
      assertEquals(await button.getAttribute("aria-pressed"), "false");
      await page.press("#theme", "Enter");
      assertEquals(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(18, 20, 23)");
      assertEquals(await page.textContent("#theme"), "Light");
    }),
});

Deno.test({
  name: "a cursor over one chart reads the values of all at that step",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () =>
    await open(await report(), { viewport: { width: 1280, height: 2400 } }, async ({ page }) => {
      await waitForCharts(page, 6);
      await page.waitForTimeout(300);
      const readings = () => page.locator(".reading").allTextContents();
      const before = await readings(), { height, width, x, y } = (await page.locator(".chart").first().boundingBox())!;
      await page.mouse.move(x + width / 3, y + height / 2);
      await page.waitForFunction((text) => document.querySelectorAll(".reading")[10]!.textContent !== text, before[10]);
      const during = await readings();
      assert(during.filter((text, index) => text !== before[index]).length >= 10);
      await page.mouse.move(5, 5);
      await page.waitForFunction((text) => document.querySelector(".reading")!.textContent === text, before[0]);
    }),
});

Deno.test({
  name: "a report is printed light and without its controls, also by who reads it dark",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () =>
    await open(await report(), { colorScheme: "dark", viewport: { width: 1280, height: 800 } }, async ({ page }) => {
      await waitForCharts(page, 6);
      await page.emulateMedia({ media: "print" });
      assertEquals(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(28, 32, 36)");
      assertEquals([await page.isVisible("#theme"), await page.isVisible("#smoothing")], [false, false]);
      await page.setViewportSize({ width: 700, height: 800 }); // paper is narrower than the window was
      const sheet = await page.evaluate(() => {
        dispatchEvent(new Event("beforeprint"));
        const reach = (element: Element) => element.getBoundingClientRect().right;
        const panels = [...document.querySelectorAll("#charts .panel")];
        const isCut = panels.some((panel) => reach(panel.querySelector("canvas")!) > reach(panel));
        const { data } = panels[0]!.querySelector("canvas")!.getContext("2d")!.getImageData(0, 0, 4000, 4000);
        let isBlue = false; // as lines are in light
        for (let at = 0; at < data.length && !isBlue; at += 4) isBlue = data[at] === 47 && data[at + 2] === 208;
        const swatch = getComputedStyle(document.querySelector(".swatch")!);
        return { isCut, isBlue, swatch: swatch.getPropertyValue("print-color-adjust") };
      });
      assertEquals(sheet, { isCut: false, isBlue: true, swatch: "exact" });
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      assertEquals(await page.evaluate(() => document.documentElement.dataset.theme), undefined);
      assert((await page.pdf({ format: "A4" })).length > 50_000);
    }),
});

Deno.test({
  name: "of many warnings the newest are shown, and the earlier ones on request; a nameless value has a chart",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const folder = await syntheticRun({ steps: 20, pictures: 0 });
    const rows = Array.from(
      { length: 20 },
      (_, index) => `${JSON.stringify({ step: index + 1, generator: 1, "": 2 })}\n`,
    );
    await Deno.writeTextFile(`${folder}/metrics.jsonl`, rows.join(""));
    const notes = Array.from({ length: 30 }, (_, step) => `${JSON.stringify({ step, text: `warning ${step}` })}\n`);
    await Deno.writeTextFile(`${folder}/warnings.jsonl`, notes.join(""));
    await writeReport(folder);
    try {
      await open(`file://${folder}/report.html`, {}, async ({ complaints, page }) => {
        await waitForCharts(page, 2);
        const [visible, hidden] = [page.getByText(/^warning 29$/), page.getByText(/^warning 0$/)];
        assertEquals([await visible.isVisible(), await hidden.isVisible()], [true, false]);
        await page.getByText("22 earlier warnings").click();
        assertEquals(await hidden.isVisible(), true);
        assertEquals(await page.locator("#charts h3").allTextContents(), ["Losses", "A value without a name"]);
        assertEquals(complaints, []);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Small grey images. */
const IMAGES: Experiment = {
  name: "images",
  data() {
    const values = Float32Array.from({ length: 1280 }, (_, index) => Math.sin(index * index));
    return arraySource({ name: HOSTILE, values, shape: [8, 8, 1], range: [-1, 1] });
  },
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [3, 8, [8, 8, 1]], output: "tanh", seed }),
    discriminator: mlp({ name: "discriminator", sizes: [[8, 8, 1], 8, 1], seed }),
  }),
  latent: normalLatent(3),
  loss: nonSaturating,
  optimizers: { discriminator: adam(0.01), generator: adam(0.01) },
  batch: 4,
  steps: 10_000_000,
};

/** Trains with a live page for as long as a test lasts. */
async function train(test: (url: string) => Promise<void>): Promise<void> {
  await startCompute();
  const folder = await Deno.makeTempDir({ prefix: "forger-live-" });
  const { promise: url, resolve } = Promise.withResolvers<string>();
  const controller = new AbortController();
  const warning: Plugin = {
    name: "warning",
    every: 100,
    onStepEnd: (_, run) => run.step === 100 ? run.warn(HOSTILE) : undefined,
  };
  const shown: Plugin = { name: "shown", onWarning() {} };
  const page = livePage({ port: 0, write: (text) => resolve(text.match(/http:\S+/)![0]) });
  const plugins = [sampleGrid({ every: 200 }), warning, shown, page];
  const settings = { compile: "graph", folder, signal: controller.signal } as const;
  const training = new Trainer({ ...IMAGES, plugins }, settings).train();
  try {
    await test(await url);
  } finally {
    controller.abort("the test has ended");
    const { generator, networks } = await training;
    for (const model of new Set([generator, networks.generator, networks.discriminator])) model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

for (const width of [1280, 390]) {
  Deno.test({
    name: `a live page of ${width} pixels shows a training, and its buttons act`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      train((url) =>
        open(url, { viewport: { width, height: 800 } }, async ({ complaints, page }) => {
          await waitForCharts(page, 1);
          const state = (text: string) =>
            page.waitForFunction((text) => document.getElementById("state")!.textContent === text, text);
          const pace = () => page.textContent("#pace");
          const first = await pace();
          await page.waitForFunction((text) => document.getElementById("pace")!.textContent !== text, first);
          await page.waitForFunction(() => document.querySelectorAll("#note-list li").length > 0);
          assertEquals(await page.textContent("#note-list li span:last-child"), HOSTILE);
          assertEquals((await page.textContent("#facts dd"))!.slice(0, HOSTILE.length), HOSTILE);
          assertEquals([await page.textContent("h1"), await page.locator("img[src=x]").count()], ["images", 0]);
          await page.click("#pause");
          await state("Paused");
          const paused = await pace();
          await page.waitForTimeout(1500);
          assertEquals(await pace(), paused);
          await page.click("#sample");
          await page.waitForFunction(() => /asked for/.test(document.querySelector("#viewer .label")!.textContent!));
          await page.waitForFunction(() => document.querySelector<HTMLImageElement>("#viewer img")!.naturalWidth > 0);
          assertEquals(await overflow(page), 0);
          await page.click("#pause");
          await state("Training");
          await page.click("#stop");
          assertEquals(await page.textContent("#stop"), "Really stop?");
          await page.click("#stop");
          await state("Stopped");
          await page.waitForFunction(() => document.getElementById("message")!.textContent !== "");
          assertMatch((await page.textContent("#message"))!, /^Training has ended/);
          assertEquals([await page.isDisabled("#pause"), await page.isDisabled("#stop")], [true, true]);
          const [drawn, all] = await charts(page);
          assertEquals(drawn, all);
          assertEquals(complaints, []);
        })
      ),
  });
}

Deno.test({
  name: "a live page is opened again where it was, and one without the key shows nothing",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    train((url) =>
      open(url, {}, async ({ page }) => {
        await waitForCharts(page, 1);
        await page.reload();
        await waitForCharts(page, 1);
        await page.goto("about:blank");
        await page.goto(new URL(url).origin);
        await page.waitForFunction(() => document.getElementById("message")!.textContent !== "");
        assertMatch((await page.textContent("#message"))!, /^This address lacks the key/);
        assertEquals([await page.textContent("h1"), await page.locator("#charts canvas").count()], ["Training", 0]);
      })
    ),
});

Deno.test({
  name: "a page from elsewhere can neither read nor command a training, though it knows the address with its key",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    train(async (url) => {
      const { hash, origin } = new URL(url);
      await using elsewhere = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () =>
        new Response("<!doctype html><title>elsewhere</title>", { headers: { "content-type": "text/html" } }));
      await open(`http://localhost:${elsewhere.addr.port}/`, {}, async ({ page }) => {
        const outcomes = await page.evaluate(async ([origin, key]) => {
          const attempt = (path: string, init: RequestInit) =>
            fetch(origin + path, init).then((response) =>
              response.type === "opaque" ? "sent" : "read", () => "refused");
          const headers = { authorization: `Bearer ${key}` }, body = '{"command":"stop"}';
          const frame = document.body.appendChild(document.createElement("iframe"));
          frame.src = `${origin}/#${key}`;
          await new Promise((resolve) => setTimeout(resolve, 1000));
          return [
            await attempt("/events", { headers }),
            await attempt("/commands", { method: "POST", headers, body }),
            await attempt("/commands", { method: "POST", mode: "no-cors", body }), // refused there, as it has no key
            await attempt("/", {}),
          ];
        }, [origin, hash.slice(1)]);
        assertEquals(outcomes.slice(0, 2), ["refused", "refused"]);
        assertEquals(outcomes[3], "refused");
        const frames = page.frames().slice(1);
        assertEquals(await Promise.all(frames.map((frame) => frame.locator("#pause").count())), [0]);
      });
      await open(url, {}, async ({ page }) => {
        await waitForCharts(page, 1);
        assertEquals(await page.textContent("#state"), "Training");
      });
    }),
});

Deno.test({
  name: "the browser is closed",
  ignore,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await browser?.close();
    if (run !== undefined) await Deno.remove(run, { recursive: true });
  },
});
