// Opens playgrounds in Chromium, by a web server and as files.
import { startCompute } from "@forger/core";
import { dcgan, type DcganOptions, mlp } from "@forger/layers";
import { type ServedPlayground, servePlayground, writePlayground } from "@forger/pages";
import { generate, normalLatent, numberedLatents } from "@forger/samplers";
import type { SavedGenerator } from "@forger/trainers";
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { startChromium } from "./chromium.ts";

const ignore = !Deno.env.get("FORGER_CONSUMERS");

/** The networks of `mnist`. */
const NETWORKS: DcganOptions = {
  image: [28, 28, 1],
  latent: 64,
  generatorWidths: [128, 64],
  discriminatorWidths: [32, 64],
};

const latent = normalLatent(64), range = [-1, 1] as const;
const DIGITS = ["zero", "one", "two", "<b>three</b>", "four", "five", "six", "seven", "eight", "nine"];

/** Generators as experiments have them, with weights as they are drawn: so images are known without training. */
const GENERATORS: Readonly<Record<string, () => SavedGenerator>> = {
  dcgan: () => ({ generator: dcgan({ ...NETWORKS, seed: 1 }).generator, latent, range }),
  mlp: () => ({
    generator: mlp({ name: "generator", sizes: [64, 256, 512, [28, 28, 1]], output: "tanh", seed: 1 }),
    latent,
    range,
  }),
  conditional: () => ({
    generator: dcgan({ ...NETWORKS, classes: 10, seed: 1 }).generator,
    latent,
    range,
    classes: DIGITS,
  }),
  points: () => ({ generator: mlp({ name: "generator", sizes: [64, 32, 2], seed: 1 }), latent, range }),
  large: () => ({ generator: mlp({ name: "generator", sizes: [64, 80_000, 2], seed: 1 }), latent, range }),
};

interface OpenPage {
  readonly page: Page;
  readonly saved: SavedGenerator;
  /** What was asked for, and what the browser complained of. */
  readonly requests: string[];
  readonly complaints: string[];
}

interface Opening extends BrowserContextOptions {
  readonly by?: "http" | "file";
  /** What follows the #. */
  readonly address?: string;
}

const folders = new Map<string, string>();
addEventListener("unload", () => { // they are of megabytes
  for (const folder of folders.values()) Deno.removeSync(folder, { recursive: true });
});

async function folderOf(name: string, saved: SavedGenerator): Promise<string> {
  const known = folders.get(name) ?? await Deno.makeTempDir({ prefix: "forger-playground-" });
  if (!folders.has(name)) await writePlayground(saved, known, { name: `<i>${name}</i>` });
  folders.set(name, known);
  return known;
}

/** Opens the page of a generator, and closes everything after use. */
async function withPage(
  name: string,
  { address = "", by = "http", ...context }: Opening,
  use: (open: OpenPage) => Promise<void>,
): Promise<void> {
  await startCompute({ backend: "tensorflow" });
  const saved = GENERATORS[name]!(), folder = await folderOf(name, saved), stop = new AbortController();
  let browser: Browser | undefined, served: ServedPlayground | undefined;
  try {
    browser = await startChromium();
    if (by === "http") served = servePlayground(folder, { port: 0, signal: stop.signal });
    const page = await (await browser.newContext(context)).newPage(),
      requests: string[] = [],
      complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`${served?.address ?? `file://${folder}/index.html`}#${address}`);
    await page.locator("#status:not(:empty), #problem:not([hidden])").first().waitFor({ timeout: 60_000 });
    await use({ page, saved, requests, complaints });
  } finally {
    await browser?.close();
    stop.abort();
    await served?.finished;
    saved.generator.dispose();
  }
}

/** The page's own view of itself. */
interface Visible {
  readonly backend: { readonly name: string };
  readonly milliseconds: number[];
  settled(): Promise<void>;
  shown(): { readonly latent: Float32Array; readonly values: Float32Array };
}

/** What is in the picture, when everything has come to rest: the numbers before they were painted. */
async function shown(page: Page): Promise<number[]> {
  return await page.evaluate(async () => {
    const { settled, shown } = (globalThis as unknown as { forgerPlayground: Visible }).forgerPlayground;
    await new Promise((resolve) => setTimeout(resolve, 200));
    await settled();
    return [...shown().values];
  });
}

async function backendOf(page: Page): Promise<string> {
  return await page.evaluate(() =>
    (globalThis as unknown as { forgerPlayground: Visible }).forgerPlayground.backend.name
  );
}

/** The image of a number, as `deno task sample` makes it. */
function sampleOf(
  { classes, generator, latent }: SavedGenerator,
  number: number,
  { label = 0, seed = 42 } = {},
): Float32Array {
  const latents = numberedLatents(latent, [number], seed), made = generate(generator, latents, classes && [label]);
  const values = made.dataSync() as Float32Array;
  latents.dispose();
  made.dispose();
  return values;
}

function assertSame(actual: number[], expected: Float32Array, tolerance = 1e-5): void {
  assertEquals(actual.length, expected.length);
  const off = actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
  assert(off <= tolerance, `they differ by ${off}`);
}

for (const by of ["http", "file"] as const) {
  for (const name of ["dcgan", "mlp", "conditional", "points"]) {
    Deno.test(`by ${by} the page of ${name} shows what the samplers make, and asks for nothing from elsewhere`, {
      ignore,
    }, async () => {
      await withPage(name, { by, address: "seed=7&number=100&class=3&backend=wasm" }, async (open) => {
        const { complaints, page, requests, saved } = open;
        assertSame(await shown(page), sampleOf(saved, 100, { label: 3, seed: 7 }));
        assertEquals(await backendOf(page), "wasm");
        assertEquals(complaints, []);
        const folder = page.url().replace(/(index\.html)?#.*/, "");
        assertEquals(requests.filter((url) => !url.startsWith(folder) && !url.startsWith("data:")), []);
      });
    });
  }
}

for (const [backend, tolerance] of [["webgl", 1e-4], ["cpu", 1e-5]] as const) {
  Deno.test(`${backend} makes the same images`, { ignore }, async () => {
    await withPage("dcgan", { address: `backend=${backend}` }, async ({ page, saved }) => {
      assertSame(await shown(page), sampleOf(saved, 0), tolerance);
      assertEquals(await backendOf(page), backend);
    });
  });
}

for (const name of ["dcgan", "mlp"]) {
  Deno.test(`a new image of ${name} takes less than 50 ms`, { ignore }, async () => {
    await withPage(name, {}, async ({ page, saved }) => {
      await shown(page);
      for (let image = 0; image < 40; image++) {
        await page.locator("#new").click();
        await page.waitForTimeout(20);
      }
      assertSame(await shown(page), sampleOf(saved, 40), 1e-4);
      const times = await page.evaluate(() =>
        (globalThis as unknown as { forgerPlayground: Visible }).forgerPlayground.milliseconds.slice(-30)
      );
      const median = times.toSorted((one, other) => one - other)[15]!;
      console.error(`${name}: a new image takes ${median.toFixed(1)} ms with ${await backendOf(page)}`);
      assert(median < 50, `${median} ms`);
    });
  });
}

Deno.test("another class changes the picture, and its name is text whatever it holds", { ignore }, async () => {
  await withPage("conditional", { address: "backend=wasm" }, async ({ page, saved }) => {
    for (const label of [3, 9]) {
      await page.getByRole("radio", { name: DIGITS[label]! }).check();
      assertSame(await shown(page), sampleOf(saved, 0, { label }));
      assertMatch(page.url(), new RegExp(`class=${label}`));
    }
    assertEquals(await page.locator("#name").textContent(), "<i>conditional</i>");
    assertEquals(await page.locator("#chips b, #name i").count(), 0);
  });
});

Deno.test("the corners of the square show points too, in the colours of the page", { ignore }, async () => {
  await withPage("points", { colorScheme: "light" }, async ({ complaints, page }) => {
    await shown(page);
    const corners = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLCanvasElement>("canvas.corner")].map((canvas) => {
          const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
          let painted = 0, blue = 0; // of the point itself
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3]! > 0) painted++;
            if (data[at + 3] === 255 && data[at + 2]! > data[at]! + 50) blue++;
          }
          return painted > blue && blue > 100;
        })
      );
    assertEquals(await corners(), [true, true, true, true]);
    await page.emulateMedia({ colorScheme: "dark" });
    await shown(page);
    assertEquals(await corners(), [true, true, true, true]);
    assertEquals(await page.isVisible("#loading"), false);
    assertEquals(complaints, []);
  });
});

Deno.test("dragging mixes the four corners, and its address brings the same picture back", { ignore }, async () => {
  await withPage(
    "dcgan",
    { address: "backend=wasm", viewport: { width: 1280, height: 1400 } },
    async ({ page, saved }) => {
      const first = await shown(page), box = (await page.locator("#pad").boundingBox())!;
      const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
      await page.mouse.move(...at(0.5, 0.5));
      await page.mouse.down();
      await page.mouse.move(...at(0.3, 0.8), { steps: 5 });
      const between = await shown(page);
      assert(between.some((value, index) => Math.abs(value - first[index]!) > 1e-3));
      await page.mouse.move(box.x + box.width + 300, box.y - 50, { steps: 5 }); // beyond the square its corner holds
      await page.mouse.up();
      assertSame(await shown(page), sampleOf(saved, 1));
      await page.mouse.move(...at(0.1, 0.1)); // without a button nothing happens
      assertSame(await shown(page), sampleOf(saved, 1));
      await page.mouse.click(...at(0.3, 0.8));
      const again = await shown(page), address = page.url();
      assertSame(again, Float32Array.from(between), 1e-3); // to the pixel of the pointer
      await page.goto("about:blank");
      await page.goto(address);
      await page.locator("#status:not(:empty)").waitFor();
      assertSame(await shown(page), Float32Array.from(again), 1e-6);
    },
  );
});

Deno.test("keys and fingers do what the mouse does", { ignore }, async () => {
  await withPage(
    "dcgan",
    { address: "corners=4,5,6,7&at=0.5,0.5&backend=wasm", hasTouch: true },
    async ({ page, saved }) => {
      const pad = page.getByRole("slider", { name: "Between four" });
      for (let press = 0; press < 10; press++) {
        await pad.press("ArrowRight");
        await pad.press("ArrowDown");
      }
      assertSame(await shown(page), sampleOf(saved, 7));
      assertEquals(await pad.getAttribute("aria-valuetext"), "100 % to the right, 100 % down");
      await pad.scrollIntoViewIfNeeded();
      const box = (await pad.boundingBox())!;
      await page.touchscreen.tap(box.x + 1, box.y + box.height - 1);
      assertSame(await shown(page), sampleOf(saved, 6), 0.1);
      const slider = page.getByRole("slider", { name: "Direction 1", exact: true }), before = await shown(page);
      await slider.press("ArrowRight");
      assert((await shown(page)).some((value, index) => value !== before[index]));
      await page.getByRole("button", { name: "Reset" }).press("Enter");
      assertEquals(await shown(page), before);
      await page.getByRole("button", { name: "Later directions" }).press("Enter");
      assertEquals(await page.locator("#sliders-shown").textContent(), "13 to 24 of 64");
    },
  );
});

Deno.test("an image of the grid can be chosen, and truncation shrinks its latent", { ignore }, async () => {
  await withPage("dcgan", { address: "backend=wasm" }, async ({ page, saved }) => {
    await shown(page);
    await page.getByRole("button", { name: "Later images" }).click();
    await shown(page);
    await page.getByRole("button", { name: "Image 30" }).click();
    assertSame(await shown(page), sampleOf(saved, 30));
    assertEquals(await page.getByRole("button", { name: "Image 30" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("slider", { name: "Truncation" }).fill("0.5");
    await shown(page);
    const latents = numberedLatents(saved.latent, [30], 42), half = latents.mul(0.5);
    assertSame(await shown(page), generate(saved.generator, half).dataSync() as Float32Array);
    assertMatch(page.url(), /#seed=42&number=30&truncation=0.5&backend=wasm$/);
  });
});

Deno.test("a saved picture has the pixels of the image", { ignore }, async () => {
  await withPage("dcgan", { address: "number=5&backend=wasm" }, async ({ page, saved }) => {
    await shown(page);
    for (const times of [1, 8]) {
      await page.getByLabel("Size").selectOption(String(times));
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save PNG" }).click();
      const file = await download;
      assertEquals(file.suggestedFilename(), "i_dcgan_i_seed_42_number_5.png");
      const { data, info } = await sharp(await file.path()).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      assertEquals([info.width, info.height, info.channels], [28 * times, 28 * times, 3]);
      const values = sampleOf(saved, 5);
      for (let y = 0; y < 28 * times; y++) {
        for (let x = 0; x < 28 * times; x++) {
          const value = values[Math.floor(y / times) * 28 + Math.floor(x / times)]!;
          for (let channel = 0; channel < 3; channel++) {
            assertAlmostEquals(data[(y * info.width + x) * 3 + channel]!, (value + 1) * 127.5, 0.51);
          }
        }
      }
    }
  });
});

Deno.test("the page fits a telephone and both colour schemes, and its picture changes its colours with them", {
  ignore,
}, async () => {
  for (const width of [1280, 390, 320]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await withPage("conditional", { colorScheme, viewport: { width, height: 800 } }, async ({ page }) => {
        await shown(page);
        const [wide, background] = await page.evaluate(() => {
          const { body, documentElement } = (globalThis as unknown as { document: Document }).document;
          return [documentElement.scrollWidth, getComputedStyle(body).backgroundColor] as const;
        });
        assertEquals([wide, background], [width, colorScheme === "light" ? "rgb(247, 247, 245)" : "rgb(18, 20, 23)"]);
      });
    }
  }
});

Deno.test("every control has a name", { ignore }, async () => {
  await withPage("conditional", {}, async ({ page }) => {
    await shown(page);
    const controls = page.locator(
      "button:visible, input:visible, select:visible, [role=slider]:visible, [role=img]:visible",
    );
    for (const control of await controls.all()) {
      assertMatch(await control.ariaSnapshot(), /^- (button|radio|textbox|slider|combobox|img) "[^"]+/);
    }
  });
});

Deno.test("weights in a file of their own are read from a web server, and a page that is opened as a file says so", {
  ignore,
}, async () => {
  await withPage(
    "large",
    { address: "backend=wasm" },
    async ({ page, saved }) => assertSame(await shown(page), sampleOf(saved, 0), 1e-4),
  );
  await withPage("large", { by: "file" }, async ({ page }) => {
    assertMatch((await page.getByRole("alert").textContent())!, /weights\.bin must come from a web server/);
  });
});
