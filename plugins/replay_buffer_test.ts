import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute, type Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import type { Experiment, Player, Run } from "@forger/trainers";
import { replayBuffer, type ReplayBufferOptions } from "./replay_buffer.ts";
import { hook } from "./testdata/drive.ts";
import { stepContext } from "./testdata/step_contexts.ts";

await startCompute({ backend: "cpu" });

/** A buffer of images of two equal numbers: the update number t shows 10t, 10t + 1 and so on. */
function begin(options: ReplayBufferOptions) {
  const plugin = replayBuffer(options), run = { data: { shape: [2] } as unknown as Source } as Run;
  hook(plugin, "onTrainBegin")(run);
  const firsts = (images: Tensor) =>
    (images.arraySync() as number[][]).map(([first, second]) => {
      assertEquals(first, second);
      return first!;
    });
  return {
    show(update: number, count = 4, player: Player = "discriminator"): number[] {
      const images = tf.range(10 * update, 10 * update + count).reshape([count, 1]).tile([1, 2]);
      return firsts(hook(plugin, "transformFake")(images, stepContext(player, update)));
    },
    /** What is remembered, place by place. */
    held(): number[] {
      const { images, filled } = hook(plugin, "saveState")() as Record<string, Tensor>;
      return firsts(images!).slice(0, filled!.dataSync()[0]);
    },
    save: () => {
      const state = hook(plugin, "saveState")() as Record<string, Tensor>;
      return Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, tensor.clone()]));
    },
    restore: (state: Record<string, Tensor>) => hook(plugin, "restoreState")(state, run),
    end: () => hook(plugin, "onTrainEnd")("finished", run),
  };
}

Deno.test("while it fills, images are remembered in their order, and come back in the place of the first ones", () => {
  const { end, held, show } = begin({ size: 6, share: 0.5 });
  assertEquals(show(0), [0, 1, 2, 3]);
  assertEquals(held(), [0, 1]);
  const [first, second, ...others] = show(1);
  assertEquals([[0, 1].includes(first!), [0, 1].includes(second!), others], [true, true, [12, 13]]);
  assertEquals(held(), [0, 1, 10, 11]);
  show(2);
  assertEquals(held(), [0, 1, 10, 11, 20, 21]);
  end();
});

Deno.test("where the free places do not suffice, the last images go to the beginning", () => {
  const { end, held, show } = begin({ size: 3, share: 0.5 });
  show(0);
  show(1);
  assertEquals(held(), [11, 1, 10]);
  end();
});

Deno.test("once full, new images replace consecutive places from a random one on, all alike, past the end from the beginning", () => {
  const size = 5,
    { end, held, show } = begin({ size, share: 0.5 }),
    starts = Array<number>(size).fill(0),
    updates = 1000;
  for (let update = 0; update < 3; update++) show(update);
  for (let update = 3; update < 3 + updates; update++) {
    const before = held();
    show(update);
    const after = held(), start = after.indexOf(10 * update);
    assertEquals(after, before.with(start, 10 * update).with((start + 1) % size, 10 * update + 1));
    starts[start]!++;
  }
  for (const count of starts) assertAlmostEquals(count, updates / size, 4 * Math.sqrt(updates / size));
  end();
});

Deno.test("every image remembered comes back equally often", () => {
  const size = 4, { end, restore, save, show } = begin({ size, share: 0.5 }), counts = new Map<number, number>();
  show(0);
  show(1);
  const full = save(), updates = 1000;
  for (let update = 2; update < 2 + updates; update++) {
    restore(full);
    for (const value of show(update).slice(0, 2)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  assertEquals([...counts.keys()].toSorted((a, b) => a - b), [0, 1, 10, 11]);
  for (const count of counts.values()) assertAlmostEquals(count, updates / 2, 4 * Math.sqrt(updates / 2));
  end();
});

Deno.test("batches may differ in size, and each exchanges its share, rounded", () => {
  const { end, held, show } = begin({ size: 20, share: 0.5 });
  show(0, 4);
  assertEquals(show(1, 6).slice(3), [13, 14, 15]);
  assertEquals(show(2, 1).length, 1); // round(0.5) is 1
  assertEquals(held(), [0, 1, 10, 11, 12, 20]);
  end();
});

Deno.test("a share of 1 shows old images only, a share of 0 none", () => {
  const all = begin({ size: 4, share: 1 }), none = begin({ size: 4, share: 0 });
  all.show(0);
  assert(all.show(1).every((value) => value < 4));
  assertEquals(all.held().toSorted((a, b) => a - b), [10, 11, 12, 13]);
  none.show(0);
  assertEquals([none.show(1), none.held()], [[10, 11, 12, 13], []]);
  all.end();
  none.end();
});

Deno.test("the generator's images stay, and are not remembered", () => {
  const { end, held, show } = begin({ size: 4 });
  show(0);
  assertEquals(show(1, 4, "generator"), [10, 11, 12, 13]);
  assertEquals(held(), [0, 1]);
  end();
});

Deno.test("a restored state goes on as before", () => {
  const { end, held, restore, save, show } = begin({ size: 3 });
  show(0);
  const state = save(), play = () => [1, 2, 3].map((update) => [show(update), held()]);
  const first = play();
  restore(state);
  assertEquals(held(), [0, 1]);
  assertEquals(play(), first);
  end();
});

Deno.test("an update leaves no tensors behind, the end of the run none at all", () => {
  const before = tf.memory().numTensors, { end, show } = begin({ size: 4 });
  show(0);
  const held = tf.memory().numTensors;
  tf.tidy(() => show(1));
  assertEquals(tf.memory().numTensors, held);
  end();
  assertEquals(tf.memory().numTensors - before < held - before, true);
});

Deno.test("a buffer smaller than what an update exchanges is refused", () => {
  const configure = (batch: Experiment["batch"]) =>
    hook(replayBuffer({ size: 32, share: 0.5 }), "onConfigure")({ batch } as Experiment, []);
  configure(64);
  configure({ real: 1000, fake: 64, generator: 1000 });
  assertThrows(
    () => configure(128),
    TypeError,
    "size must be at least 64, as each update exchanges so many of its 128 generated images: current value is 32",
  );
});
