import { startCompute } from "@forger/core";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { adviseOnMemory } from "./memory_advice.ts";
import type { Plugin } from "./plugin.ts";
import { trainTiny } from "./testdata/train_tiny.ts";

await startCompute();

Deno.test("full memory is told with a batch that needs half of it, and other errors stay as they are", () => {
  const full = new Error("OOM when allocating tensor with shape[64,64]");
  const advised = adviseOnMemory(full, { real: 64, fake: 32, generator: 96 }) as Error;
  assertStringIncludes(advised.message, "a batch of 48 in place of 96 needs about half as much, --batch 48");
  assert(advised.message.endsWith(full.message) && advised.cause === full);
  const least = adviseOnMemory(full, { real: 1, fake: 1, generator: 1 }) as Error;
  assertStringIncludes(least.message, "make the networks or the images smaller, as the batch is 1 already");
  for (const other of [new Error("Cannot add shapes"), "text", undefined]) {
    assertEquals(adviseOnMemory(other, { real: 1, fake: 1, generator: 1 }), other);
  }
});

Deno.test("a step that takes more memory than there is ends training in order, with advice", async () => {
  const ended: string[] = [];
  const huge: Plugin = {
    name: "huge",
    transformReal: (images) => images.add(tf.fill([2 ** 20, 2 ** 20], 1).sum()), // four terabytes
    onTrainEnd: (reason) => void ended.push(reason),
  };
  const error = await assertRejects(() => trainTiny({}, { compile: "off", plugins: [huge] }), Error);
  assertStringIncludes(error.message, "it is full. Try a batch of 2 in place of 4");
  assertStringIncludes(error.message, `hook "transformReal" of plugin "huge"`);
  assertEquals(ended, ["failed"]);
});
