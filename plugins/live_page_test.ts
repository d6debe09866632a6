import { startCompute } from "@forger/core";
import { type Plugin, Trainer, type TrainerSettings, type TrainResult } from "@forger/trainers";
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { livePage } from "./live_page.ts";
import { metricsFile } from "./metrics_file.ts";
import { nanGuard } from "./nan_guard.ts";
import { sampleGrid } from "./sample_grid.ts";
import { IMAGES, POINTS } from "./testdata/resumable.ts";

await startCompute({ backend: "tensorflow" });

/** What a page is told, as far as these tests look. */
interface Told {
  readonly live: {
    readonly state: string;
    readonly step: number;
    readonly reason?: string;
    readonly canSample: boolean;
  };
  readonly page?: Required<Pick<Told, "pictures" | "notes">> & {
    readonly curves: readonly { readonly name: string; readonly steps: readonly number[] }[];
  };
  readonly pictures?: readonly { readonly label: string; readonly source: string }[];
  readonly notes?: readonly { readonly text: string }[];
}

/** A page of a training that is under way. */
class Page {
  readonly #origin: string;
  readonly #key: string;
  #messages: AsyncIterator<Told> | undefined;
  #last: Told | undefined;

  constructor(url: string) {
    const { hash, origin } = new URL(url);
    [this.#origin, this.#key] = [origin, `Bearer ${hash.slice(1)}`];
  }

  async send(command: string): Promise<void> {
    const headers = { authorization: this.#key, origin: this.#origin };
    const { status } = await fetch(`${this.#origin}/commands`, {
      method: "POST",
      headers,
      body: JSON.stringify({ command }),
    });
    assertEquals(status, 204);
  }

  async picture(source: string): Promise<Uint8Array> {
    const response = await fetch(this.#origin + source, { headers: { authorization: this.#key } });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Reads on until something is told. */
  async until(isIt: (told: Told) => boolean): Promise<Told> {
    this.#messages ??= this.#follow();
    for (;;) {
      const { done, value } = await this.#messages.next();
      if (done) throw new Error("the stream ended before it was told");
      this.#last = value;
      if (isIt(value)) return value;
    }
  }

  async *#follow(): AsyncGenerator<Told> {
    const response = await fetch(`${this.#origin}/events`, { headers: { authorization: this.#key } });
    let rest = "";
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) {
        const data = block.split("\n").find((line) => line.startsWith("data: "));
        if (data) yield JSON.parse(data.slice(6));
      }
    }
  }

  /** Reads to the end, and gives what was told last. */
  async end(): Promise<Told> {
    await this.until(() => false).catch(() => {});
    return this.#last!;
  }
}

interface Watched {
  readonly page: Page;
  readonly folder: string;
  readonly training: Promise<TrainResult>;
}

/** Trains with a live page for as long as the test lasts. */
async function watch(
  test: (watched: Watched) => Promise<void>,
  { experiment = IMAGES, plugins = [], settings = {} }: {
    readonly experiment?: typeof IMAGES;
    readonly plugins?: readonly Plugin[];
    readonly settings?: TrainerSettings;
  } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "forger-live-" });
  const { promise: url, resolve } = Promise.withResolvers<string>();
  const live = livePage({ port: 0, write: (text) => resolve(text.match(/http:\S+/)![0]) });
  const all = [...plugins, live];
  const trainer = new Trainer({ ...experiment, plugins: all }, {
    steps: 1_000_000,
    compile: "graph",
    folder,
    ...settings,
  });
  const training = trainer.train();
  try {
    await test({ page: new Page(await Promise.race([url, training.then(() => "")])), folder, training });
  } finally {
    const { generator, networks } = await training;
    for (const model of new Set([generator, networks.generator, networks.discriminator])) model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("a training is paused for longer than a hook may take, goes on, and is stopped from its page", () =>
  watch(async ({ page, training }) => {
    await page.until(({ live }) => live.step > 0);
    await page.send("pause");
    const paused = await page.until(({ live }) => live.state === "paused");
    await delay(1300);
    await page.send("sample"); // tells the state anew
    const still = await page.until(({ pictures }) => pictures !== undefined);
    assertEquals([still.live.state, still.live.step], ["paused", paused.live.step]);
    await page.send("resume");
    await page.until(({ live }) => live.state === "training" && live.step > paused.live.step);
    await page.send("stop");
    const { reason, steps, stopReason } = await training;
    assertEquals([reason, stopReason], ["stopped", "the live page"]);
    const { live } = await page.end();
    assertEquals([live.state, live.step, live.reason], ["stopped", steps, "the live page"]);
  }, { settings: { hookLimit: 1 } }));

Deno.test("samples are drawn at once, while steps go on and while they do not", () =>
  watch(async ({ page }) => {
    await page.until(({ live }) => live.step > 0);
    await page.send("sample");
    const { pictures } = await page.until(({ pictures }) => pictures?.length === 1);
    assertStringIncludes(pictures![0]!.label, "asked for");
    assertEquals(
      [...(await page.picture(pictures![0]!.source)).subarray(1, 4)],
      [..."PNG"].map((c) => c.charCodeAt(0)),
    );
    await page.send("pause");
    await page.until(({ live }) => live.state === "paused");
    await page.send("sample");
    await page.until(({ pictures }) => pictures?.length === 2);
    await page.send("stop"); // of a paused training
    await page.end();
  }));

Deno.test("a page that is opened late has all steps, warnings and the pictures of the folder", () => {
  const warning: Plugin = {
    name: "warning",
    every: 50,
    onStepEnd: ({ step }, run) => step === 50 ? run.warn("look out") : undefined,
  };
  const shown: Plugin = { name: "shown", onWarning() {} };
  return watch(async ({ page }) => {
    await delay(1500);
    const { live, page: first } = await page.until(({ page }) => page !== undefined);
    const [curve] = first!.curves;
    assertEquals([curve!.name, curve!.steps[0]! <= 1024, curve!.steps.at(-1)], ["discriminator", true, live.step]);
    const { notes, pictures } = first!;
    assertEquals(notes.map(({ text }) => text), ["look out"]);
    assertEquals(pictures.slice(0, 1).map(({ label }) => label), ["step 0"]);
    await page.send("stop");
    await page.end();
  }, { plugins: [sampleGrid({ every: 100 }), warning, shown] });
});

Deno.test("points cannot be drawn as images, and asking does nothing", () =>
  watch(async ({ page }) => {
    const { live } = await page.until(({ live }) => live.step > 0);
    assertEquals(live.canSample, false);
    await page.send("sample");
    await page.until(({ live: { step } }) => step > live.step);
    await page.send("stop");
    await page.end();
  }, { experiment: POINTS }));

Deno.test("a page that is closed, and commands that nobody waits for, change nothing in a training", async () => {
  const weights: string[] = [];
  for (const isWatched of [false, true]) {
    await watch(async ({ page, training }) => {
      if (isWatched) {
        await page.until(({ live }) => live.step > 0);
        for (const command of ["pause", "resume", "resume", "sample", "pause", "resume"]) await page.send(command);
      }
      const { networks, steps } = await training;
      weights.push(`${steps} ${networks.generator.getWeights().map((weight) => weight.dataSync().join()).join()}`);
    }, { settings: { steps: 2000 } });
  }
  assertEquals(weights[0], weights[1]);
});

Deno.test("a run that goes back takes its page back", () => {
  const isBad: Plugin = {
    name: "bad",
    every: 200,
    onStepEnd: ({ logs, step }) => {
      if (step === 600) (logs.at(-1)!.values as Record<string, number>).generator = NaN;
    },
  };
  return watch(async ({ page, training }) => {
    const told: number[] = [];
    await page.until(({ live }) => {
      told.push(live.step);
      return live.step >= 800;
    });
    const { steps } = await training;
    assertEquals(steps, 1000);
    const { live } = await page.end();
    assertEquals([live.state, live.step], ["finished", 1000]);
    assert(told.every((step, index) => index === 0 || step >= told[index - 1]! || told[index - 1]! <= 600));
  }, {
    plugins: [metricsFile(), isBad, nanGuard({ every: 200 }), { name: "shown", onWarning() {} }],
    settings: { steps: 1000 },
  });
});

Deno.test("a port that is taken is refused before anything is loaded", () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const make = () => new Trainer({ ...IMAGES, plugins: [livePage({ port })] });
  assertThrows(make, TypeError, `Cannot use plugin "live-page" as port must be free: another program has ${port}`);
});

Deno.test("a training that fails tells its page why, and its server ends", async () => {
  const folder = await Deno.makeTempDir(), urls: string[] = [];
  let told: Promise<Told> | undefined;
  const broken: Plugin = {
    name: "broken",
    every: 300,
    async onStepEnd() {
      const page = new Page(urls[0]!);
      await page.until(() => true);
      told = page.end();
      throw new Error("out of luck");
    },
  };
  const live = livePage({ port: 0, write: (text) => void urls.push(text.match(/http:\S+/)![0]) });
  const trainer = new Trainer({ ...IMAGES, plugins: [broken, live] }, { steps: 1000, compile: "graph", folder });
  await assertRejects(() => trainer.train(), Error, "out of luck");
  const { live: { reason, state } } = await told!;
  assertEquals(state, "failed");
  assertStringIncludes(reason!, "out of luck");
  await assertRejects(() => fetch(new URL(urls[0]!).origin));
});
