import { startCompute, type Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import type { GanLoss } from "@forger/losses";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Plugin } from "./plugin.ts";
import { TINY_SIZE, tinyExperiment } from "./testdata/tiny_experiment.ts";
import { trainTiny } from "./testdata/train_tiny.ts";
import { weightBits } from "./testdata/weights.ts";
import { Trainer } from "./trainer.ts";
import { checkUpdates, type Updates } from "./updates.ts";

await startCompute();

/** Counts the updates of each player in the steps that are computed one by one. */
function counting(): { plugin: Plugin; counts: Record<string, number>; perStep: string[] } {
  const counts: Record<string, number> = { discriminator: 0, generator: 0 };
  const perStep: string[] = [];
  let updates = "";
  return {
    counts,
    perStep,
    plugin: {
      name: "counting",
      every: 1,
      transformGradients(gradients, { player }) {
        counts[player]!++;
        updates += player[0];
        return gradients;
      },
      onStepEnd() {
        perStep.push(updates);
        updates = "";
      },
    },
  };
}

const RATIOS: readonly (readonly [Updates, string])[] = [
  [{ discriminator: 1, generator: 1 }, "dg"],
  [{ discriminator: 5, generator: 1 }, "dddddg"],
  [{ discriminator: 1, generator: 2 }, "dgg"],
  [{ discriminator: 0, generator: 1 }, "g"],
  [{ discriminator: 2, generator: 0 }, "dd"],
];

for (const [updates, expected] of RATIOS) {
  for (const fakes of ["fresh", "shared"] as const) {
    const name = `${updates.discriminator}:${updates.generator} updates of ${fakes} fakes`;
    Deno.test(`${name} are made in their order, with the bits of the eager run`, async () => {
      const { plugin, perStep } = counting();
      const eager = await trainTiny({ updates, fakes }, { compile: "off", steps: 4, plugins: [plugin] });
      // with shared fakes the discriminator's last update is made while the generator's loss is computed, before its gradients
      assertEquals(perStep, [expected, expected, expected, expected]);
      const graph = await trainTiny({ updates, fakes }, { compile: "graph", steps: 4 });
      assertEquals(weightBits(graph.networks), weightBits(eager.networks));
    });
  }
}

Deno.test("each update of the discriminator takes a real batch of its own, and epochs count them", async () => {
  await startCompute({ backend: "cpu" });
  try {
    const rows: number[] = [], ends: number[][] = [];
    const experiment = tinyExperiment();
    const data = async () => {
      const source = await experiment.data() as Source;
      return { ...source, gather: (indices: Tensor) => (rows.push(...indices.dataSync()), source.gather(indices)) };
    };
    const plugin: Plugin = {
      name: "epochs",
      onEpochEnd: ({ epoch, imagesSeen, step }) => void ends.push([epoch, step, imagesSeen]),
    };
    await trainTiny({ data, updates: { discriminator: 3, generator: 1 }, steps: 5 }, { plugins: [plugin] });
    assertEquals(rows.length, 5 * 3 * 4);
    for (let epoch = 0; epoch < 6; epoch++) {
      const seen = rows.slice(epoch * TINY_SIZE, (epoch + 1) * TINY_SIZE).toSorted((first, second) => first - second);
      assertEquals(seen, Array.from({ length: TINY_SIZE }, (_, row) => row));
    }
    assertEquals(ends, [[1, 1, 12], [2, 2, 24], [3, 3, 36], [4, 4, 48], [6, 5, 60]]);
  } finally {
    await startCompute({ backend: "tensorflow" });
  }
});

Deno.test("a plugin plans the updates of the next steps at its cadence, however steps are split into calls", async () => {
  const planning = (): Plugin => {
    let step = 0;
    return {
      name: "planning",
      every: 3,
      onStepEnd: (report) => void (step = report.step),
      planUpdates: (updates) => step === 3 ? { discriminator: 2, generator: 1 } : updates,
    };
  };
  const { plugin, perStep } = counting();
  const eager = await trainTiny({ steps: 8 } as object, { compile: "off", plugins: [planning(), plugin] });
  assertEquals(perStep, ["dg", "dg", "dg", "ddg", "ddg", "ddg", "dg", "dg"]);
  const graph = await trainTiny({ steps: 8 } as object, { compile: "graph", plugins: [planning()] });
  assertEquals(weightBits(graph.networks), weightBits(eager.networks));
});

Deno.test("plugins change one plan after the other", async () => {
  const { plugin, counts } = counting();
  const twice: Plugin = {
    name: "twice",
    planUpdates: ({ discriminator, generator }) => ({ discriminator: 2 * discriminator, generator }),
  };
  const more: Plugin = {
    name: "more",
    planUpdates: ({ discriminator, generator }) => ({ discriminator: discriminator + 1, generator }),
  };
  await trainTiny({}, { compile: "off", steps: 1, plugins: [twice, more, plugin] });
  assertEquals(counts, { discriminator: 3, generator: 1 });
});

/** A loss of differences, as relativistic ones are. */
const comparing: GanLoss = {
  name: "comparing",
  defaultTargets: { real: 1, fake: 0, generator: 1 },
  usesTargets: false,
  comparison: "pairs",
  output: "score",
  boundary: undefined,
  discriminator: ({ real, fake }) => ({ pairs: fake!.sub(real!).softplus().mean() }),
  generator: ({ real, fake }) => ({ generator: real!.sub(fake).softplus().mean() }),
};

for (const fakes of ["fresh", "shared"] as const) {
  for (const updates of [{ discriminator: 1, generator: 2 }, { discriminator: 0, generator: 1 }]) {
    Deno.test(`a loss that compares gets real logits in ${JSON.stringify(updates)} updates of ${fakes} fakes`, async () => {
      const changes = { loss: comparing, fakes, updates };
      const eager = await trainTiny(changes, { compile: "off" }),
        graph = await trainTiny(changes, { compile: "graph" });
      assertEquals(weightBits(graph.networks), weightBits(eager.networks));
    });
  }
}

Deno.test("a loss that compares is refused with separate updates, and one of pairs with unequal batches", () => {
  assertThrows(
    () => new Trainer(tinyExperiment({ loss: comparing, discriminatorUpdate: "separate" })),
    TypeError,
    'Cannot train with the comparing loss as discriminatorUpdate must be "joint"',
  );
  assertThrows(
    () => new Trainer(tinyExperiment({ loss: comparing, batch: { real: 4, fake: 4, generator: 2 } })),
    RangeError,
    "as all batch sizes must be equal",
  );
});

for (
  const [updates, message] of [
    [{ discriminator: 0, generator: 0 }, "must have at least one update"],
    [
      { discriminator: 1.5, generator: 1 },
      "updates.discriminator must be an integer from 0 to 100: current value is 1.5",
    ],
    [{ discriminator: 1, generator: 101 }, "updates.generator must be an integer from 0 to 100: current value is 101"],
    [{ discriminator: 1 } as Updates, "updates.generator must be an integer from 0 to 100: current value is undefined"],
  ] as const
) {
  Deno.test(`updates ${JSON.stringify(updates)} are refused`, async () => {
    assertThrows(() => checkUpdates(updates), RangeError, message);
    assertThrows(() => new Trainer(tinyExperiment({ updates })), RangeError, message);
    const plugin: Plugin = { name: "planner", planUpdates: () => updates };
    await assertRejects(() => trainTiny({}, { plugins: [plugin] }), Error, 'hook "planUpdates" of plugin "planner"');
  });
}

Deno.test("a plugin that plans nothing is refused, and the message names it", async () => {
  const forgetful: Plugin = { name: "forgetful", planUpdates: (() => {}) as never };
  await assertRejects(
    () => trainTiny({}, { plugins: [forgetful] }),
    Error,
    'Cannot run hook "planUpdates" of plugin "forgetful" at step 0: Cannot plan updates as they must be an object',
  );
});
