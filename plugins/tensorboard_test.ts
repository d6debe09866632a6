import type { EndReason, Run, StepReport } from "@forger/trainers";
import type { Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { tensorboard, type TensorboardOptions } from "./tensorboard.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { parseEvents, type ReadEvent, readEvents } from "./testdata/read_events.ts";

const losses = (step: number) => ({ discriminator: step / 4, "discriminator/real": -step, generator: 0.5 });
const eventsOf = ({ folder }: Run): ReadEvent[] => readEvents(`${folder}/tensorboard`);

/** The events of a plugin that is driven through a run. */
async function written(
  options: TensorboardOptions,
  reports: readonly StepReport[],
  reason: EndReason = "finished",
  run?: Run,
): Promise<ReadEvent[]> {
  run ??= await fakeRun();
  await drive(tensorboard(options), run, reports, reason);
  return eventsOf(run);
}

const stepsOf = (events: readonly ReadEvent[], kind: "scalars" | "images" | "histograms" | "restart"): number[] =>
  events.filter((event) => event[kind]).map(({ step }) => step);

const textsOf = (events: readonly ReadEvent[], tag: string): string[] =>
  events.flatMap(({ texts }) => texts?.[tag] ?? []);

Deno.test("every step's values are scalars of that step, over several reports", async () => {
  const events = await written({}, [report([1, 3], losses), report([4, 4], losses), report([5, 6], losses)]);
  assertEquals(events[0]!.version, "brain.Event:2");
  const scalars = events.filter((event) => event.scalars);
  assertEquals(
    scalars.map(({ step, scalars }) => [step, scalars]),
    [1, 2, 3, 4, 5, 6].map((step) => [step, losses(step)]),
  );
});

Deno.test("scalars may come every few steps", async () => {
  assertEquals(stepsOf(await written({ every: 3 }, [report([1, 7], losses), report([8, 9], losses)]), "scalars"), [
    3,
    6,
    9,
  ]);
});

Deno.test("wall times lie within the run, and rise", async () => {
  const before = Date.now() / 1000, run = await fakeRun(), plugin = tensorboard({ images: 0, histograms: 4 });
  await hook(plugin, "onTrainBegin")(run);
  for (const steps of [[1, 4], [5, 8]] as const) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    await hook(plugin, "onStepEnd")(report(steps, losses), run);
  }
  await hook(plugin, "onTrainEnd")("finished", run);
  const events = eventsOf(run),
    times = events.filter(({ settings, status }) => !settings && !status).map(({ wallTime }) => wallTime);
  assertEquals(times, times.toSorted((first, second) => first - second));
  assert(times[0]! >= before - 0.01 && times.at(-1)! <= Date.now() / 1000 + 0.01, `${times}`);
  const [first, second, third, fourth] = events.filter(({ scalars }) => scalars).map(({ wallTime }) => wallTime).slice(
    -4,
  );
  assertAlmostEquals(second! - first!, fourth! - third!, 0.001); // spread evenly
  assert(fourth! - first! > 0.02, `${times}`);
});

Deno.test("pictures show the same latents before the first step, after multiples and at the end", async () => {
  const seen: number[][] = [];
  let level = 0;
  const original = await fakeRun();
  const generate = (latents: Tensor) => {
    seen.push([...latents.dataSync()]);
    return tf.fill([latents.shape[0]!, 4, 4, 1], level++);
  };
  const run = { ...original, data: { ...original.data, range: [0, 255] as const }, generate };
  const reports = [[1, 9], [10, 10], [11, 25], [26, 27], [28, 43]] as const;
  const events = await written({ images: 10 }, reports.map((steps) => report(steps, losses)), "stopped", run);
  assertEquals(stepsOf(events, "images"), [0, 10, 25, 43]);
  assertEquals(new Set(seen.map(String)).size, 1);
  for (const [index, { images }] of events.filter((event) => event.images).entries()) {
    const { width, height, bytes } = images!.samples!;
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    assertEquals([width, height, info.width, info.height], Array(4).fill(16 * (8 * 5 + 1)));
    assertEquals(data[(32 * info.width + 32) * info.channels], index);
  }
});

Deno.test("a conditional generator's picture has one class a row", async () => {
  const seen: (readonly number[] | undefined)[] = [];
  const generate = (latents: Tensor, labels?: readonly number[]) => {
    seen.push(labels);
    return tf.zeros([latents.shape[0]!, 4, 4, 1]);
  };
  const events = await written({}, [], "finished", await fakeRun({ classes: ["a", "b"], generate }));
  const image = events.find(({ images }) => images);
  assertEquals(seen, [Array.from({ length: 20 }, (_, index) => Math.floor(index / 10))]);
  assertEquals(image!.images!.samples!.width, 16 * (10 * 5 + 1));
});

Deno.test("there are no pictures if none are wanted or the data are no images, and no last one of a failed run", async () => {
  const reports = [report([1, 30], losses)];
  assertEquals(stepsOf(await written({ images: 0 }, reports), "images"), []);
  assertEquals(stepsOf(await written({ images: 10 }, reports, "finished", await fakePointsRun()), "images"), []);
  assertEquals(stepsOf(await written({ images: 100 }, reports, "failed"), "images"), [0]);
});

Deno.test("the configuration is text, set as code", async () => {
  const events = await written({}, [], "finished", await fakeRun({ config: { name: "größer" } }));
  assertEquals(textsOf(events, "config"), ['    {\n      "name": "größer"\n    }']);
});

Deno.test("both networks are tables, and the settings are hyper-parameters", async () => {
  const config = { loss: "hinge", batch: { real: 8 } };
  const events = await written({}, [], "finished", await fakeRun({ config }));
  assertEquals(textsOf(events, "networks/generator")[0]!.split("\n").slice(1, 4), [
    "| --- | --- | --- | ---: |",
    `| ${layers(events)[0]} | Dense | batch × 16 | 64 |`,
    `| ${layers(events)[1]} | BatchNormalization | batch × 16 | 64 |`,
  ]);
  assertEquals(textsOf(events, "networks/generator")[0]!.split("\n").slice(-2), [
    "| **all** |  |  | **128** |",
    "| trained |  |  | 96 |",
  ]);
  assertStringIncludes(textsOf(events, "networks/discriminator")[0]!, "| Dense | batch × 1 | 17 |");
  assertEquals(events.flatMap(({ settings }) => settings ? [settings] : []), [{ "loss": "hinge", "batch.real": 8 }]);
  assertEquals(events.flatMap(({ status }) => status ?? []), [1]);
  assertEquals((await written({}, [], "failed")).flatMap(({ status }) => status ?? []), [2]);
});

/** The names of the generator's layers. */
function layers(events: readonly ReadEvent[]): string[] {
  return textsOf(events, "networks/generator")[0]!.split("\n").slice(2).map((row) => row.split(" | ")[0]!.slice(2));
}

Deno.test("histograms show every weight before the first step, after multiples and at the end", async () => {
  const run = await fakeRun(), { generator } = run.networks, plugin = tensorboard({ images: 0, histograms: 10 });
  await hook(plugin, "onTrainBegin")(run);
  const kernel = generator.weights[0]!, values = Float32Array.from({ length: 48 }, (_, index) => index);
  for (const [first, last] of [[1, 9], [10, 25], [26, 27], [28, 43]] as const) {
    kernel.write(tf.tensor(values.map((value) => value * last), [3, 16]));
    await hook(plugin, "onStepEnd")(report([first, last], losses), run);
  }
  await hook(plugin, "onTrainEnd")("finished", run);
  const events = eventsOf(run), shown = events.filter(({ histograms }) => histograms);
  const weights = [...run.networks.discriminator.weights, ...generator.weights];
  const names = shown.slice(0, weights.length).flatMap(({ histograms }) => Object.keys(histograms!));
  assertEquals(
    names,
    weights.map(({ originalName }, index) => `weights/${index < 2 ? "discriminator" : "generator"}/${originalName}`),
  );
  const ofKernel = shown.flatMap(({ histograms, step }) => {
    const found = histograms![`weights/generator/${kernel.originalName}`];
    return found ? [[step, found[0], found.at(-2), found.at(-1)]] : [];
  });
  assertEquals(ofKernel.slice(1), [[25, 0, 47 * 25, 2], [43, 0, 47 * 43, 2]]); // the last bucket holds two of 48 values
  assertEquals(ofKernel[0]![0], 0);
  assertEquals(stepsOf(await written({ histograms: 0 }, [report([1, 30], losses)]), "histograms"), []);
});

Deno.test("warnings are lists of the steps at which they were raised, and those of one step are one list", async () => {
  const run = await fakeRun(), plugin = tensorboard({ images: 0, histograms: 0 });
  const isShown = hook(plugin, "onWarning")("before it begins", { ...run, step: 0 });
  assertEquals(isShown, false); // so that it is said elsewhere, too
  await hook(plugin, "onTrainBegin")(run);
  await hook(plugin, "onStepEnd")(report([1, 4], losses), run);
  hook(plugin, "onWarning")("one", { ...run, step: 4 });
  hook(plugin, "onWarning")("two", { ...run, step: 4 });
  hook(plugin, "onWarning")("three", { ...run, step: 9 });
  await hook(plugin, "onStepEnd")(report([5, 9], losses), run);
  hook(plugin, "onWarning")("four", { ...run, step: 9 });
  await hook(plugin, "onTrainEnd")("finished", run);
  const shown = eventsOf(run).flatMap(({ step, texts }) => texts?.warnings ? [[step, texts.warnings]] : []);
  assertEquals(shown, [
    [0, "- before it begins"],
    [4, "- one\n- two"],
    [9, "- three"],
    [9, "- three\n- four"],
  ]);
});

Deno.test("a run that goes back says from which step on it does steps again", async () => {
  const reports = [[1, 9], [10, 12], [5, 9], [10, 11], [8, 8]] as const;
  const events = await written({ images: 10 }, reports.map((steps) => report(steps, losses)));
  assertEquals(stepsOf(events, "restart"), [1, 5, 8]);
  const order = events.filter((event) => event.scalars || event.restart).map(({ step, restart }) =>
    restart ? -step : step
  );
  assertEquals(order, [-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -5, 5, 6, 7, 8, 9, 10, 11, -8, 8]);
  assertEquals(stepsOf(events, "images"), [0, 12, 9, 11, 8]); // of 9, as that of 12 is void
});

Deno.test("values that are not finite are kept, and those beyond float32 are infinite", async () => {
  const values = { a: NaN, b: -Infinity, c: 1e300, d: 1e-300 };
  const events = await written({ images: 0 }, [report([1, 1], () => values)]);
  assertEquals(events.find(({ scalars }) => scalars)!.scalars, { a: NaN, b: -Infinity, c: Infinity, d: 0 });
});

Deno.test("what steps logged is written within seconds, and when a run fails", async () => {
  const run = await fakeRun(), plugin = tensorboard({ images: 0 });
  const count = () => stepsOf(eventsOf(run), "scalars").length;
  await hook(plugin, "onTrainBegin")(run);
  await hook(plugin, "onStepEnd")(report([1, 5], losses), run);
  assertEquals(count(), 0);
  const now = performance.now;
  performance.now = () => now.call(performance) + 2000;
  try {
    await hook(plugin, "onStepEnd")(report([6, 7], losses), run);
  } finally {
    performance.now = now;
  }
  assertEquals(count(), 7);
  await hook(plugin, "onStepEnd")(report([8, 9], losses), run);
  await hook(plugin, "onTrainEnd")("failed", run);
  assertEquals(count(), 9);
});

Deno.test("a run that goes back by its state says so at once, also where it ends there", async () => {
  const run = await fakeRun({ step: 12 }), plugin = tensorboard({ images: 10 });
  await hook(plugin, "onTrainBegin")({ ...run, step: 0 });
  await hook(plugin, "onStepEnd")(report([1, 12], losses), run);
  const state = hook(plugin, "saveState")();
  await hook(plugin, "onStepEnd")(report([13, 24], losses), run);
  hook(plugin, "restoreState")(state, run);
  await hook(plugin, "onTrainEnd")("stopped", run);
  const events = eventsOf(run);
  assertEquals(stepsOf(events, "restart"), [1, 13]);
  assertEquals(stepsOf(events, "images"), [0, 12, 24, 12]); // the last replaces that of step 24, which is void
});

/** A run that is resumed after step 12 of 24, as `change` leaves the files, with the events that are there at the end. */
async function resumed(change: (folder: string) => Promise<void> = async () => {}, config: Run["config"] = {}) {
  const warnings: string[] = [], options = { images: 10, histograms: 6 };
  const run = await fakeRun({ warn: (warning) => void warnings.push(warning) }), folder = `${run.folder}/tensorboard`;
  const before = tensorboard(options);
  await hook(before, "onTrainBegin")(run);
  for (const steps of [[1, 6], [7, 12]] as const) await hook(before, "onStepEnd")(report(steps, losses), run);
  const state = JSON.parse(JSON.stringify(hook(before, "saveState")()));
  assertEquals(stepsOf(eventsOf(run), "scalars").at(-1), 12); // what the state is of has been written
  await hook(before, "onStepEnd")(report([13, 24], losses), run);
  await hook(before, "onTrainEnd")("failed", run);
  await change(`${folder}/${[...Deno.readDirSync(folder)].map(({ name }) => name).toSorted()[1]}`); // the first holds settings
  const after = tensorboard(options), again = { ...run, step: 12, config };
  await hook(after, "onTrainBegin")(again);
  hook(after, "restoreState")(state, again);
  for (const steps of [[13, 19], [20, 21]] as const) await hook(after, "onStepEnd")(report(steps, losses), again);
  await hook(after, "onTrainEnd")("finished", { ...again, step: 21 });
  return {
    events: eventsOf(run),
    folder,
    state,
    warnings,
    names: [...Deno.readDirSync(folder)].map(({ name }) => name),
  };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

Deno.test("a resumed run goes on in a new file, and the events of steps that it does again are gone", async () => {
  const { events, names, warnings } = await resumed();
  assertEquals(stepsOf(events, "restart"), [1, 13]);
  assertEquals(stepsOf(events, "scalars"), upTo(21));
  assertEquals(stepsOf(events, "images"), [0, 12, 21]);
  assertEquals([...new Set(stepsOf(events, "histograms"))], [0, 6, 12, 19, 21]);
  assertEquals(textsOf(events, "config").length, 1);
  assertEquals(events.filter(({ settings }) => settings).length, 1); // that of the failed part is gone
  assertEquals(events.flatMap(({ status }) => status ?? []), [1]);
  assertEquals([names.length, warnings], [4, []]); // the settings, both parts, the end
});

Deno.test("a resumed run with other settings says so", async () => {
  const { events } = await resumed(async () => {}, { steps: 50 });
  assertEquals(textsOf(events, "config"), ["    {}", '    {\n      "steps": 50\n    }']);
  assertEquals(events.flatMap(({ settings }) => settings ? [settings] : []), [{ steps: 50 }]);
});

/** How much of the first part's steps is left. */
const breaks: [what: string, change: (path: string) => Promise<void>, kept: number][] = [
  ["ends in the middle of an event", (path) => Deno.writeFile(path, Uint8Array.of(9, 0, 0), { append: true }), 12],
  ["lost its end", (path) => cut(path, 5), 11],
  ["has zeros in the place of its end", (path) => cut(path, 5, 9), 11],
  ["is empty", (path) => Deno.truncate(path, 0), 0],
  ["is gone", (path) => Deno.remove(path), 0],
];
for (const [what, change, kept] of breaks) {
  Deno.test(`a resumed run goes on where the file of events ${what}, and says what is lost`, async () => {
    const { events, folder, warnings } = await resumed(change);
    assertEquals(stepsOf(events, "scalars"), [...upTo(kept), ...upTo(21).slice(12)]);
    const lost = `tensorboard: ${folder} lacks events that it has had: those of steps ${kept + 1} to 12`;
    assertEquals(warnings, kept < 12 ? [lost] : []);
    assertEquals(textsOf(events, "config").length, 1);
  });
}

Deno.test("where a run went back before it was killed, the steps that it did again stay", async () => {
  const run = await fakeRun(),
    plugin = tensorboard({ images: 0, histograms: 0 }),
    after = tensorboard({ images: 0, histograms: 0 });
  await hook(plugin, "onTrainBegin")(run);
  const again = (step: number) => ({ again: step });
  await hook(plugin, "onStepEnd")(report([1, 9], losses), run);
  await hook(plugin, "onStepEnd")(report([4, 6], again), run); // the checkpoint is of step 6
  await hook(plugin, "onStepEnd")(report([7, 8], again), run);
  await hook(plugin, "onStepEnd")(report([8, 9], again), run);
  await hook(plugin, "onTrainEnd")("failed", run);
  await drive(after, { ...run, step: 6 }, [report([7, 7], losses)]);
  const shown = eventsOf(run).filter(({ restart, scalars }) => restart || scalars);
  const text = ({ restart, scalars, step }: ReadEvent) => `${restart ? "-" : scalars!.again ? "again " : ""}${step}`;
  assertEquals(
    shown.map(text).join(),
    "-1,1,2,3,4,5,6,7,8,9,-4,again 4,again 5,again 6,-7,7",
  );
});

/** Cuts a file off before the end of what its last scalars' event of step 12 wrote, and adds zeros. */
async function cut(path: string, bytes: number, zeros = 0): Promise<void> {
  const all = await Deno.readFile(path), step12 = parseEvents(all).find(({ scalars, step }) => scalars && step === 12)!;
  await Deno.writeFile(path, Uint8Array.from([...all.subarray(0, step12.end - bytes), ...new Uint8Array(zeros)]));
}
