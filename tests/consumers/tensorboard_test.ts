// What PyPI's TensorBoard makes of a run's events: read by its reader, and looked at in a browser.
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { startChromium } from "./chromium.ts";
import { pythonPackages } from "./python_packages.ts";
import { BROKEN_AFTER, CHECKPOINT, EVERY, type ShownRuns, STEPS, tensorboardRuns } from "./tensorboard_runs.ts";

const ignore = !Deno.env.get("FORGER_CONSUMERS");

/** Something of each step at which it was written. */
type Series<Value> = Readonly<Record<string, readonly (readonly [step: number, ...value: Value[]])[]>>;

/** What `read_tensorboard.py` prints. */
interface Found {
  readonly scalars: Series<number>;
  readonly images: Series<number | string>;
  readonly histograms: Series<readonly (readonly [left: number, right: number, count: number])[]>;
  readonly texts: Series<string>;
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  readonly status: number;
}

let made: Promise<ShownRuns> | undefined;
const runs = () => made ??= tensorboardRuns();

const steps = Array.from({ length: STEPS }, (_, index) => 1 + index);
const shownSteps = Array.from({ length: 1 + STEPS / EVERY }, (_, index) => EVERY * index);
const stepsOf = (series: readonly (readonly [number, ...unknown[]])[]) => series.map(([step]) => step);

for (const name of ["plain", "resumed"] as const) {
  Deno.test(`TensorBoard's reader finds every scalar, picture, histogram and text of a ${name} run`, {
    ignore,
    sanitizeResources: false, // libtensorflow stays
  }, async () => {
    const { folder, values } = await runs(), python = await pythonPackages();
    const found: Found = JSON.parse(await python.run("read_tensorboard.py", `${folder}/${name}/tensorboard`));
    assertEquals(Object.keys(found.scalars).toSorted(), Object.keys(values[name][0]!).toSorted());
    for (const [tag, series] of Object.entries(found.scalars)) {
      assertEquals(stepsOf(series), steps, tag);
      series.forEach(([step, value]) => assertEquals(value, values[name][step - 1]![tag], `${tag} of step ${step}`));
    }
    assertEquals(Object.keys(found.images), ["samples"]);
    assertEquals(stepsOf(found.images.samples!), shownSteps);
    for (const [, width, height, begin] of found.images.samples!) {
      assertEquals([width, height, begin], [548, 548, "89504e47"]);
    }
    const kernels = found.histograms["weights/generator/dense/kernel"]!;
    assertEquals(stepsOf(kernels), shownSteps);
    for (const [, buckets] of kernels) {
      assertEquals(buckets!.length, 30);
      assertEquals(buckets!.reduce((sum, [, , count]) => sum + count, 0), 16 * 256);
      buckets!.slice(1).forEach(([left], index) => assertAlmostEquals(left, buckets![index]![1], 1e-12));
    }
    const gradients = found.histograms["gradients/discriminator/logits/bias"]!;
    assertEquals(stepsOf(gradients), shownSteps.slice(0, -1).map((step) => 1 + step));
    assertStringIncludes(
      found.texts["networks/generator"]![0]![1]!,
      "| generator_dense | Dense | batch × 256 | 4,096 |",
    );
    assertEquals(JSON.parse(found.texts.config!.at(-1)![1]!).name, name);
    const { loss, name: named, "optimizers.generator.learningRate": rate } = found.settings;
    assertEquals(
      [named, loss, rate],
      name === "plain" ? ["plain", "non-saturating", 2e-4] : ["resumed", "hinge", 1e-3],
    );
    assertEquals(found.status, 1);
    if (name === "resumed") {
      assert(BROKEN_AFTER > CHECKPOINT);
      assertEquals(found.texts.warnings, [[20, "- the generator is **behind**"]]);
      assertEquals(stepsOf(found.texts.config!), [0, CHECKPOINT]); // it went on with other plugins
    }
  });
}

/** Starts TensorBoard on this machine and gives its address, until the end of the work. */
async function withTensorboard(options: readonly string[], work: (address: string) => Promise<void>): Promise<void> {
  const { python } = await pythonPackages(), { folder } = await runs();
  const args = ["-m", "tensorboard.main", "--logdir", folder, "--host", "127.0.0.1", "--port", "0", ...options];
  const process = new Deno.Command(python, { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
  try {
    let text = "";
    const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
    const ADDRESS = /at (http:\/\/127\.0\.0\.1:\d+)/;
    while (!ADDRESS.test(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`Cannot look at runs as TensorBoard must start: ${text}`);
      text += value;
    }
    await work(ADDRESS.exec(text)![1]!);
    await reader.cancel();
  } finally {
    process.kill();
    await process.status;
  }
}

/** What each page of TensorBoard must show. */
const PAGES: readonly [page: string, texts: readonly string[], drawing: string][] = [
  [
    "timeseries",
    ["accuracy/fake", "discriminator/real", "plain/tensorboard", "resumed/tensorboard"],
    "line-chart svg path",
  ],
  ["scalars", ["accuracy", "discriminator", "generator", "output"], "vz-line-chart2 svg"],
  ["images", ["samples"], "tf-image-loader img"],
  ["histograms", ["gradients", "gradients/discriminator/conv_1/kernel", "weights"], "vz-histogram-timeseries svg path"],
  ["text", ["config", "networks", "warnings", '"name": "plain",'], "tf-markdown-view"],
  ["hparams", ["loss", "hinge", "non-saturating", "0.0010000", "accuracy/fake"], "vaadin-grid"],
];

/** Waits until a page shows a text; shadow roots are looked into. */
async function shows(page: Page, text: string): Promise<void> {
  await page.getByText(text, { exact: !text.startsWith('"') }).first().waitFor({ state: "attached", timeout: 60_000 });
}

for (const loading of ["auto", "false"]) {
  Deno.test(`TensorBoard's pages show both runs in a browser (--load_fast=${loading})`, {
    ignore,
    sanitizeResources: false,
  }, async () => {
    const pictures = await Deno.makeTempDir({ prefix: `forger-tensorboard-pages-${loading}-` });
    await withTensorboard([`--load_fast=${loading}`], async (address) => {
      const browser = await startChromium();
      try {
        const page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
        for (const [name, texts, drawing] of PAGES) {
          await page.goto(`${address}/#${name}`);
          await page.reload(); // else the page before it stays for a while
          for (const text of texts) await shows(page, text);
          await page.locator(drawing).first().waitFor({ state: "attached", timeout: 60_000 });
          if (name === "images") {
            const width = await page.locator(drawing).first().evaluate(async (image) => {
              const shown = image as unknown as { decode(): Promise<void>; readonly naturalWidth: number };
              await shown.decode();
              return shown.naturalWidth;
            });
            assertEquals(width, 548);
          }
          await page.screenshot({ path: `${pictures}/${name}.png`, animations: "disabled" });
        }
      } finally {
        await browser.close();
      }
    });
    console.log(`pictures of TensorBoard's pages: ${pictures}`);
  });
}
