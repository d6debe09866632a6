import { startCompute } from "@forger/core";
import { generateInBatches, normalLatent } from "@forger/samplers";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { sampleProgress } from "./sample_progress.ts";

await startCompute({ backend: "cpu" });

const generator = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });

const batches = () => generateInBatches(generator, { latent: normalLatent(3), count: 10, seed: 1 }, { batch: 4 });

Deno.test("batches are passed on one after another, and each is freed after its use", async () => {
  const before = tf.memory().numTensors, seen: unknown[] = [];
  for await (const { start, images } of sampleProgress(batches(), 10)) {
    seen.push([start, images.shape]);
    assertEquals(tf.memory().numTensors, before + 1);
  }
  assertEquals(seen, [[0, [4, 2]], [4, [4, 2]], [8, [2, 2]]]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a signal ends it before the next batch", async () => {
  const controller = new AbortController(), seen: number[] = [];
  const use = async () => {
    for await (const { start } of sampleProgress(batches(), 10, controller.signal)) {
      seen.push(start);
      if (start === 4) controller.abort(new Error("enough"));
    }
  };
  const before = tf.memory().numTensors;
  await assertRejects(use, Error, "enough");
  assertEquals([seen, tf.memory().numTensors], [[0, 4], before]);
});

Deno.test("leaving early frees what is held", async () => {
  const before = tf.memory().numTensors;
  for await (const _ of sampleProgress(batches(), 10)) break;
  assertEquals(tf.memory().numTensors, before);
});
