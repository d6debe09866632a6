import { startCompute } from "@forger/core";
import { type Plugin, type RunState, Trainer, type TrainerSettings, type TrainResult } from "@forger/trainers";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { checkpoints } from "./checkpoints.ts";
import { metricsFile } from "./metrics_file.ts";
import { report } from "./report.ts";
import { sampleGif } from "./sample_gif.ts";
import { sampleGrid } from "./sample_grid.ts";
import { IMAGES } from "./testdata/resumable.ts";

await startCompute({ backend: "tensorflow" });

const STEPS = 12;
const LISTENING: Plugin = { name: "listening", onWarning() {} };
const warning = (at: number): Plugin => ({
  name: "warning",
  every: 2,
  onStepEnd: ({ step }, run) => step === at ? run.warn(`</script> at ${step}`) : undefined,
});

async function run(
  folder: string,
  plugins: readonly Plugin[],
  train: (trainer: Trainer) => Promise<TrainResult> = (trainer) => trainer.train(),
  settings: TrainerSettings = {},
): Promise<void> {
  const all = [report(), ...plugins, LISTENING];
  const result = await train(
    new Trainer({ ...IMAGES, plugins: all }, { steps: STEPS, compile: "graph", folder, ...settings }),
  );
  for (const model of new Set([result.generator, result.networks.generator, result.networks.discriminator])) {
    model.dispose();
  }
}

/** What the report of a run shows, as far as these tests look. */
async function shownIn(folder: string) {
  const html = await Deno.readTextFile(`${folder}/report.html`);
  const [, data] = /id="data">(.*?)<\/script>/s.exec(html)!;
  return JSON.parse(data!) as {
    readonly status: string;
    readonly curves: readonly { readonly name: string; readonly steps: readonly number[]; readonly means: number[] }[];
    readonly pictures: readonly { readonly label: string }[];
    readonly extras: readonly { readonly label: string }[];
    readonly notes: readonly { readonly step: number; readonly text: string }[];
    readonly networks: readonly { readonly name: string; readonly layers: readonly unknown[] }[];
    readonly facts: readonly (readonly [string, string])[];
    readonly gaps: readonly string[];
  };
}

const inFolder = async (test: (folder: string) => Promise<void>) => {
  const folder = await Deno.makeTempDir({ prefix: "forger-report-" });
  try {
    await test(`${folder}/run`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
};

Deno.test("the report of a training has its values, pictures, warnings, networks and end", () =>
  inFolder(async (folder) => {
    const grid = sampleGrid({ every: 4, count: 4 });
    await run(folder, [metricsFile(), grid, sampleGif({ every: 4, count: 4 }), warning(6)]);
    const shown = await shownIn(folder);
    const rows = (await Deno.readTextFile(`${folder}/metrics.jsonl`)).trim().split("\n").map((row) => JSON.parse(row));
    for (const { means, name, steps } of shown.curves) {
      assertEquals(steps, rows.map(({ step }) => step));
      assertEquals(means, rows.map((row) => Number(row[name].toPrecision(5))));
    }
    assertEquals(shown.curves.map(({ name }) => name).slice(0, 1), ["discriminator"]);
    assert(/^12 of 12 steps · finished · \d+ s$/.test(shown.status), shown.status);
    assertEquals(shown.pictures.map(({ label }) => label), ["step 0", "step 4", "step 8", "step 12", "final"]);
    assertEquals(shown.extras.map(({ label }) => label), ["training.gif"]);
    assertEquals(shown.notes, [{ step: 6, text: "</script> at 6" }]);
    assertEquals(shown.networks.map(({ layers, name }) => [name, layers.length > 2]), [
      ["generator", true],
      ["discriminator", true],
    ]);
    assertStringIncludes(shown.facts.join(), "as one TensorFlow function");
    assertEquals(shown.gaps, []);
    assertEquals(await Deno.readTextFile(`${folder}/warnings.jsonl`), '{"step":6,"text":"</script> at 6"}\n');
  }));

Deno.test("without metrics-file the plugin keeps the values itself, also over a break", () =>
  inFolder(async (folder) => {
    await run(folder, [checkpoints({ every: 4 }), warning(2)], undefined, { steps: 8 });
    const before = await shownIn(folder);
    assertEquals(before.curves[0]!.steps, [1, 2, 3, 4, 5, 6, 7, 8]);
    await run(
      folder,
      [checkpoints({ every: 4 }), warning(2)],
      (trainer) => trainer.resume(folder, { allow: ["steps"] }),
    );
    const after = await shownIn(folder);
    assertEquals(after.curves[0]!.steps, Array.from({ length: STEPS }, (_, index) => index + 1));
    assertEquals(after.curves[0]!.means.slice(0, 8), before.curves[0]!.means);
    assertEquals(after.notes.map(({ step }) => step), [2]);
    assert(/^12 of 12 steps · finished · \d+ s since step 8$/.test(after.status), after.status);
  }));

Deno.test("what was warned of stays in the report where training goes back to an earlier state", () =>
  inFolder(async (folder) => {
    let state: RunState | undefined;
    const back: Plugin = {
      name: "back",
      every: 2,
      onStepEnd({ step }, run) {
        if (step === 2) state ??= run.saveState();
        if (step !== 8 || !state) return;
        run.restoreState(state);
        state = undefined;
        run.warn("went back");
      },
    };
    await run(folder, [metricsFile(), warning(6), back]);
    const { notes } = await shownIn(folder);
    assertEquals(notes.map(({ text }) => text), ["</script> at 6", "went back", "</script> at 6"]);
  }));

Deno.test("a training that fails has a report, which says why", () =>
  inFolder(async (folder) => {
    const broken: Plugin = {
      name: "broken",
      every: 4,
      onStepEnd({ step }) {
        if (step === 8) throw new Error("out of luck");
      },
    };
    await assertRejects(() => run(folder, [metricsFile(), broken]), Error, "out of luck");
    const { status } = await shownIn(folder);
    assertStringIncludes(status, "8 of 12 steps · failed");
    assertStringIncludes(await Deno.readTextFile(`${folder}/report.json`), "out of luck");
  }));

Deno.test("a training that was stopped says who stopped it", () =>
  inFolder(async (folder) => {
    const stopping: Plugin = { name: "stopping", every: 4, onStepEnd: (_report, run) => run.stop("enough") };
    await run(folder, [stopping]);
    assertStringIncludes((await shownIn(folder)).status, "4 of 12 steps · stopped: enough");
  }));

Deno.test("warnings that nobody shows still go to the standard error output", () =>
  inFolder(async (folder) => {
    const printed: unknown[] = [], original = console.warn;
    console.warn = (text) => void printed.push(text);
    try {
      const plugins = [warning(6), report()];
      const trainer = new Trainer({ ...IMAGES, plugins }, { steps: STEPS, compile: "graph", folder });
      const { generator, networks } = await trainer.train();
      for (const model of new Set([generator, networks.generator, networks.discriminator])) model.dispose();
    } finally {
      console.warn = original;
    }
    assertEquals(printed, ["warning: </script> at 6"]);
  }));
