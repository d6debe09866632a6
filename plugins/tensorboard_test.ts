import type { EndReason, Run, StepReport } from "@forger/trainers";
import type { Tensor } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { tensorboard, type TensorboardOptions } from "./tensorboard.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakePointsRun } from "./testdata/fake_points_run.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { type ReadEvent, readEvents } from "./testdata/read_events.ts";

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

const stepsOf = (events: readonly ReadEvent[], kind: "scalars" | "images" | "restart"): number[] =>
  events.filter((event) => event[kind]).map(({ step }) => step);

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
  const before = Date.now() / 1000, run = await fakeRun(), plugin = tensorboard({ images: 0 });
  await hook(plugin, "onTrainBegin")(run);
  for (const steps of [[1, 4], [5, 8]] as const) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    await hook(plugin, "onStepEnd")(report(steps, losses), run);
  }
  await hook(plugin, "onTrainEnd")("finished", run);
  const times = eventsOf(run).map(({ wallTime }) => wallTime);
  assertEquals(times, times.toSorted((first, second) => first - second));
  assert(times[0]! >= before - 0.01 && times.at(-1)! <= Date.now() / 1000 + 0.01, `${times}`);
  const [first, second] = times.slice(-4), [, , third, fourth] = times.slice(-4);
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
  const [, image] = await written({}, [], "finished", await fakeRun({ classes: ["a", "b"], generate }));
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
  const run = await fakeRun();
  await Deno.writeTextFile(`${run.folder}/config.json`, '{\n  "name": "größer"\n}\n');
  const [, event] = await written({}, [], "finished", run);
  assertEquals(event!.texts, { config: '    {\n      "name": "größer"\n    }\n    ' });
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
  assertEquals(events.at(-1)!.scalars, { a: NaN, b: -Infinity, c: Infinity, d: 0 });
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

Deno.test("a resumed run begins a new file, which goes on where the state was saved", async () => {
  const run = await fakeRun(), folder = `${run.folder}/tensorboard`, before = tensorboard({ images: 10 });
  await hook(before, "onTrainBegin")(run);
  await hook(before, "onStepEnd")(report([1, 12], losses), run);
  const state = hook(before, "saveState")();
  const scalars = stepsOf(eventsOf(run), "scalars");
  assertEquals(scalars.at(-1), 12); // what the state is of has been written
  await hook(before, "onStepEnd")(report([13, 24], losses), run);
  await hook(before, "onTrainEnd")("failed", run);
  const first = [...Deno.readDirSync(folder)].map(({ name }) => name)[0]!;
  const after = tensorboard({ images: 10 }), resumed = { ...run, step: 12 };
  await hook(after, "onTrainBegin")(resumed);
  hook(after, "restoreState")(state, resumed);
  await hook(after, "onStepEnd")(report([13, 19], losses), resumed);
  await hook(after, "onStepEnd")(report([20, 21], losses), resumed);
  await hook(after, "onTrainEnd")("finished", resumed);
  await Deno.remove(`${folder}/${first}`);
  const events = eventsOf(run);
  assertEquals(stepsOf(events, "restart"), [13]);
  assertEquals(stepsOf(events, "scalars"), [13, 14, 15, 16, 17, 18, 19, 20, 21]);
  assertEquals(stepsOf(events, "images"), [21]);
});
