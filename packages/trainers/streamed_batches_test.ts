import { startCompute } from "@forger/core";
import { epochPermutation } from "@forger/data";
import { assert, assertEquals, assertGreater, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Experiment } from "./experiment.ts";
import type { Plugin } from "./plugin.ts";
import type { RunState } from "./run_state.ts";
import { StreamedBatches } from "./streamed_batches.ts";
import { deviceBytePoints, streamedBytePoints } from "./testdata/byte_points.ts";
import { trainTiny } from "./testdata/train_tiny.ts";
import { weightBits } from "./testdata/weights.ts";

await startCompute();

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Some reads take longer than others, so that they are over in another order. */
const erratic = ([first]: Int32Array): Promise<void> => wait(first! % 3);

const VARIANTS: readonly (readonly [string, Partial<Experiment>])[] = [
  ["one update of each player", {}],
  ["three updates of the discriminator", { updates: { discriminator: 3, generator: 1 } }],
  ["the generator alone", { updates: { discriminator: 0, generator: 1 } }],
  ["shared fakes in batches of other sizes", { fakes: "shared", batch: { real: 3, fake: 5, generator: 5 } }],
];

for (const [name, changes] of VARIANTS) {
  for (const compile of ["graph", "off"] as const) {
    Deno.test(`with ${name}, run as "${compile}", streamed rows give the bits of rows on the device`, async () => {
      const train = async (data: Experiment["data"]) =>
        weightBits((await trainTiny({ ...changes, data, steps: 25 }, { compile })).networks);
      assertEquals(await train(() => streamedBytePoints(erratic)), await train(() => deviceBytePoints()));
    });
  }
}

Deno.test("a step that comes to take more batches, and fewer again, gets the same rows", async () => {
  let step = 0;
  const plugins = (): Plugin[] => [{
    name: "changing",
    every: 2,
    planUpdates: () => ({ discriminator: [1, 4, 2][step++ % 3]!, generator: 1 }),
    onTrainBegin: () => void (step = 0),
  }];
  const train = async (data: Experiment["data"]) =>
    weightBits((await trainTiny({ data, steps: 14 }, { compile: "graph", plugins: plugins() })).networks);
  assertEquals(await train(() => streamedBytePoints(erratic)), await train(() => deviceBytePoints()));
});

Deno.test("a run that goes back reads the rows again", async () => {
  let saved: RunState | undefined, done = false;
  const back: Plugin = {
    name: "back",
    every: 1,
    onStepEnd({ step }, run) {
      if (step === 3) saved ??= run.saveState();
      if (step !== 9 || done) return;
      done = true;
      run.restoreState(saved!);
    },
  };
  const train = async (plugins: Plugin[]) =>
    weightBits((await trainTiny({ data: () => streamedBytePoints(erratic) }, { compile: "graph", plugins })).networks);
  assertEquals(await train([back]), await train([]));
  assert(done);
});

Deno.test("labels come with their rows", async () => {
  const batches = new StreamedBatches(streamedBytePoints(erratic), { batch: 4, seed: 1 });
  const order = [0, 1].flatMap((epoch) => [...epochPermutation(10, 1, epoch)]);
  for (let batch = 0; batch < 5; batch++) {
    await batches.prepare(1);
    const { images, labels } = batches.next({ withLabels: true });
    const rows = order.slice(4 * batch, 4 * batch + 4);
    assertEquals(
      [...images.dataSync()],
      rows.flatMap((row) => [10 + 20 * row, 10 + 2 * row * row])
        .map((byte) => Math.fround(Math.fround(byte / 127.5) - 1)),
    );
    assertEquals(labels!.arraySync(), rows.map((row) => row % 2 === 0 ? [1, 0] : [0, 1]));
    tf.dispose([images, labels!]);
    assertEquals(batches.advance(1), batch === 2 || batch === 4);
    assertEquals(batches.rowsSeen, 4 * (batch + 1));
  }
  batches.dispose();
});

Deno.test("so much is read ahead and no more, and a step does not wait for what it does not need", async () => {
  let rows = 0, release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => release = resolve);
  const source = { ...streamedBytePoints((indices) => ((rows += indices.length) > 8 ? held : undefined)) };
  const batches = new StreamedBatches(source, { batch: 4, seed: 1 });
  await batches.prepare(1); // two reads of four rows are over, the third waits
  assertGreater(batches.stepsAhead(1), 0);
  release!();
  const most = 2 ** 14;
  for (let time = 0; time < 60_000 && rows <= most; time += 10) await wait(10);
  await wait(20);
  assert(rows > most && rows <= most + 8 + 8, `${rows} rows were read`); // besides those in use, and two reads under way
  batches.dispose();
});

Deno.test("nothing more is read once batches are disposed, or begin elsewhere", async () => {
  const read: number[] = [];
  const source = streamedBytePoints(async ([first]) => {
    read.push(first!);
    await wait(1);
  });
  const batches = new StreamedBatches(source, { batch: 10, seed: 1 });
  await batches.prepare(1);
  batches.moveTo(0);
  const before = read.length;
  await wait(20);
  assertEquals(read.length, before);
  await batches.prepare(1);
  batches.dispose();
  const after = read.length;
  await wait(20);
  assertEquals(read.length, after);
});

Deno.test("an error of a read is the run's, and stops it in order", async () => {
  let reads = 0;
  const data = () =>
    streamedBytePoints(() => {
      if (++reads > 3) throw new Error("Cannot read image rose.png: it vanished");
    });
  const ended: string[] = [];
  const plugin: Plugin = { name: "ending", onTrainEnd: (reason) => void ended.push(reason) };
  await assertRejects(
    () => trainTiny({ data }, { compile: "graph", plugins: [plugin] }),
    Error,
    "Cannot read image rose.png: it vanished",
  );
  assertEquals(ended, ["failed"]);
});

Deno.test("a source that reads too few bytes ends the run with its name", async () => {
  const data = () => ({ ...streamedBytePoints(), read: () => Promise.resolve(new Uint8Array(3)) });
  await assertRejects(
    () => trainTiny({ data }, { compile: "graph" }),
    TypeError,
    "Cannot read rows of byte points as its read must give a Uint8Array of ",
  );
});

Deno.test("the signal ends a wait for rows", async () => {
  const data = () => streamedBytePoints(() => new Promise(() => {}));
  const { steps, stopReason } = await trainTiny({ data }, { signal: AbortSignal.timeout(50) });
  assertEquals(steps, 0);
  assertStringIncludes(stopReason!, "aborted due to timeout");
});

Deno.test("training on streamed rows leaves no tensors but the networks", async () => {
  const train = async () => {
    const { networks } = await trainTiny({ data: () => streamedBytePoints() }, { compile: "graph" });
    networks.generator.dispose();
    networks.discriminator.dispose();
  };
  await train();
  const before = tf.memory().numTensors;
  await train();
  assertEquals(tf.memory().numTensors, before);
});
