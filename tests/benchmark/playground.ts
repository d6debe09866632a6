/**
 * Measures how long a playground's page takes in Chromium for a new image, from the choice to the last pixel, and from its
 * address to the first picture: of the generators of `mnist` and `mnist-mlp`, for each way to compute.
 *
 * @module
 */
import { startCompute } from "@forger/core";
import { servePlayground, writePlayground } from "@forger/pages";
import type { Experiment } from "@forger/trainers";
import type { Browser } from "playwright-core";
import { startChromium } from "../consumers/chromium.ts";
import { median } from "./statistics.ts";

const IMAGES = 100, WARM = 10;
const EXPERIMENTS = ["mnist", "mnist_mlp"];
const BACKENDS = ["wasm", "webgl", "cpu"];

/** What the page has for those who look at it. */
interface Visible {
  readonly forgerPlayground: { readonly milliseconds: readonly number[]; settled(): Promise<void> };
}

async function experimentOf(name: string): Promise<Experiment> {
  return (await import(new URL(`../../examples/${name}.ts`, import.meta.url).href)).default;
}

async function measure(browser: Browser, address: string): Promise<{ readonly start: number; readonly image: number }> {
  const page = await browser.newPage();
  try {
    const begin = performance.now();
    await page.goto(address);
    await page.locator("#status:not(:empty), #problem:not([hidden])").first().waitFor();
    const start = performance.now() - begin;
    const times = await page.evaluate(async (images) => {
      const { forgerPlayground: { milliseconds, settled } } = globalThis as unknown as Visible;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await settled(); // the grid is there
      const { document } = globalThis as unknown as { readonly document: Document };
      for (let image = 0; image < images; image++) {
        const before = milliseconds.length;
        document.getElementById("new")!.click();
        while (milliseconds.length === before) await new Promise((resolve) => setTimeout(resolve));
      }
      return milliseconds.slice(-images);
    }, IMAGES + WARM);
    return { start, image: median(times.slice(WARM)) };
  } finally {
    await page.close();
  }
}

if (import.meta.main) {
  await startCompute();
  const browser = await startChromium();
  console.log(`Chromium ${browser.version()}, ${IMAGES} images each: milliseconds\n`);
  console.log("| generator | computes with | to the first picture | a new image, median |\n| --- | --- | --- | --- |");
  for (const experiment of EXPERIMENTS) {
    const { latent, name, networks } = await experimentOf(experiment);
    const { generator } = await networks({ seed: 1 }), folder = await Deno.makeTempDir(), stop = new AbortController();
    await writePlayground({ generator, latent, range: [-1, 1] }, folder, { name });
    const { address, finished } = servePlayground(folder, { port: 0, signal: stop.signal });
    for (const backend of BACKENDS) {
      const { image, start } = await measure(browser, `${address}#backend=${backend}`);
      console.log(`| ${name} | ${backend} | ${Math.round(start)} | ${image.toFixed(1)} |`);
    }
    stop.abort();
    await finished;
    await Deno.remove(folder, { recursive: true });
  }
  await browser.close();
}
