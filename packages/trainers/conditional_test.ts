// Labels on their way from the data and the random streams to both networks, the losses and the samples.
import { type CompileMode, startCompute, type Tensor } from "@forger/core";
import { relativisticPaired } from "@forger/losses";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Experiment } from "./experiment.ts";
import type { Plugin } from "./plugin.ts";
import type { LossContext } from "./step_context.ts";
import type { StepLog } from "./step_report.ts";
import {
  conditionalExperiment,
  conditionalNetworks,
  type Conditioned,
  FIRST_COORDINATES,
} from "./testdata/conditional_experiment.ts";
import { tinyExperiment } from "./testdata/tiny_experiment.ts";
import { weightBits } from "./testdata/weights.ts";
import { Trainer } from "./trainer.ts";
import type { TrainResult } from "./training.ts";

await startCompute();

async function train(
  changes: Partial<Experiment>,
  plugins: readonly Plugin[] = [],
  compile: CompileMode = "graph",
): Promise<{ result: TrainResult; logs: StepLog[] }> {
  const folder = await Deno.makeTempDir(), logs: StepLog[] = [];
  const collect: Plugin = { name: "collect", onStepEnd: (report) => void logs.push(...report.logs) };
  try {
    const trainer = new Trainer(conditionalExperiment(changes), { folder, plugins: [...plugins, collect], compile });
    return { result: await trainer.train(), logs };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How far the images' first coordinates are from those of their labels, at most. */
function mismatch(images: Tensor, labels: Tensor): Tensor {
  const wanted = tf.matMul(labels as tf.Tensor2D, tf.tensor2d(FIRST_COORDINATES.map((first) => [first])));
  return images.slice([0, 0], [-1, 1]).sub(wanted).abs().max();
}

/** Logs how images and labels fit, and which share of the fakes is of each class. */
const compare: Plugin = {
  name: "compare",
  transformLoss(terms, { images, labels, log, player }) {
    for (const kind of ["real", "fake"] as const) {
      if (images[kind]) log(`mismatch/${player}/${kind}`, mismatch(images[kind], labels[kind]!));
    }
    if (labels.fake) {
      labels.fake.mean(0).unstack().forEach((share, label) => log(`share/${player}/${label}`, share));
    }
    return terms;
  },
};

const ways: [what: string, changes: Partial<Experiment>][] = [
  ["fresh fakes", {}],
  ["shared fakes", { fakes: "shared" }],
  ["separate updates", { discriminatorUpdate: "separate" }],
  ["unequal batches", { batch: { real: 3, fake: 5, generator: 2 } }],
  ["a loss that compares", { loss: relativisticPaired }],
  ["several updates", { updates: { discriminator: 2, generator: 2 } }],
  ["an auxiliary classifier", { networks: () => conditionalNetworks("class logits") }],
];

const classify: Plugin = {
  name: "classify",
  transformLoss: (terms, { classLogits: { real, fake } }) => ({
    ...terms,
    ...Object.fromEntries([real, fake].flatMap((logits, index) => logits ? [[`class_${index}`, logits.mean()]] : [])),
  }),
};

for (const [what, changes] of ways) {
  Deno.test(`with ${what}, real images keep their labels and generated ones are of theirs`, async () => {
    const plugins = what.includes("classifier") ? [compare, classify] : [compare];
    const { logs } = await train(changes, plugins);
    assertEquals(logs.length, 50);
    const kinds = ["discriminator/real", "discriminator/fake", "generator/real", "generator/fake"];
    for (const { values } of logs) {
      for (const kind of kinds) assertAlmostEquals(values[`mismatch/${kind}`] ?? NaN, 0, 1e-4);
    }
  });
}

Deno.test("generated images are of each class equally often, and of others in each update", async () => {
  const { logs } = await train({ batch: { real: 12, fake: 20, generator: 20 } }, [compare]);
  for (const player of ["discriminator", "generator"]) {
    for (let label = 0; label < 3; label++) {
      const shares = logs.map(({ values }) => values[`share/${player}/${label}`]!);
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      assertAlmostEquals(mean, 1 / 3, 4 * Math.sqrt(2 / 9 / (50 * 20)));
      assert(new Set(shares).size > 5);
    }
  }
});

Deno.test("a conditional run gives the same bits as a graph and operation by operation", async () => {
  const networks = () => conditionalNetworks("class logits");
  const once = (compile: CompileMode) => train({ networks }, [classify], compile);
  const graph = await once("graph"), eager = await once("off");
  assertEquals(weightBits(graph.result.networks), weightBits(eager.result.networks));
  assertEquals(graph.logs, eager.logs);
});

Deno.test("the discriminator judges other images as of the real ones' classes, of the generated ones' where there are no real ones, or as asked", async () => {
  // at the origin the discriminator says 0.1, 0.2 or 0.3 by the class
  const said = (labels: Tensor) => tf.matMul(labels as tf.Tensor2D, tf.tensor2d([[0.1], [0.2], [0.3]]));
  const ask: Plugin = {
    name: "ask",
    transformLoss(terms, { discriminate, images, labels, log, player }: LossContext) {
      const like = labels.real ?? labels.fake!, origin = tf.zeros(images.real?.shape ?? images.fake!.shape);
      log(`difference/${player}`, discriminate(origin).sub(said(like)).abs().max());
      const asked = tf.oneHot(tf.fill([origin.shape[0]!], 2, "int32") as tf.Tensor1D, 3).toFloat();
      log(`asked/${player}`, discriminate(origin, asked).max());
      return terms;
    },
  };
  const { logs } = await train({ discriminatorUpdate: "separate", steps: 5 }, [ask]);
  for (const { values } of logs) {
    for (const player of ["discriminator", "generator"]) {
      assertAlmostEquals(values[`difference/${player}`]!, 0, 1e-6);
      assertAlmostEquals(values[`asked/${player}`]!, 0.3, 1e-6);
    }
  }
});

Deno.test("a run says its classes and generates of those that are asked for, else of each in turn", async () => {
  const seen: unknown[] = [];
  const sample: Plugin = {
    name: "sample",
    onTrainBegin(run) {
      const firsts = (labels?: readonly number[]) =>
        tf.tidy(() => {
          const points = run.generate(tf.zeros([4, 2]), labels).arraySync() as number[][];
          return points.map(([first]) => first);
        });
      seen.push(run.classes, firsts(), firsts([2, 2, 0, 1]));
      assertThrows(() => run.generate(tf.zeros([1, 2]), [3]), RangeError, "labels must be integers from 0 to 2");
    },
  };
  await train({ steps: 1 }, [sample]);
  const [left, middle, right] = FIRST_COORDINATES;
  assertEquals(seen, [["left", "middle", "right"], [left, middle, right, left], [right, right, left, middle]]);
});

Deno.test("networks that are not conditional say so, and take no labels", async () => {
  let tried = false;
  const sample: Plugin = {
    name: "sample",
    onTrainBegin(run) {
      assertEquals(run.classes, undefined);
      assertThrows(() => run.generate(tf.zeros([1, 3]), [0]), TypeError, "the generator must take labels");
      tried = true;
    },
  };
  const folder = await Deno.makeTempDir();
  await new Trainer(tinyExperiment({ steps: 1 }), { folder, plugins: [sample] }).train();
  assert(tried);
});

const refused: [what: string, changes: () => Partial<Experiment>, message: string][] = [
  [
    "data without classes",
    () => ({
      data: () => {
        const { classes: _, gatherLabels: __, ...rest } = conditionalExperiment()
          .data() as import("@forger/data").Source;
        return rest;
      },
    }),
    "the data must have classes, with a label for each row: labelled points has none",
  ],
  [
    "a discriminator that knows no classes",
    () => mixed("none"),
    "the generator does, the discriminator takes no labels and has no class logits",
  ],
  [
    "a generator that takes no labels",
    () => ({
      networks: () => ({
        ...conditionalNetworks("labels"),
        generator: tinyExperiment().networks({ seed: 1 }).generator,
      }),
      latent: tinyExperiment().latent,
    }),
    "the discriminator does, the generator takes no labels",
  ],
  [
    "another number of classes",
    () => ({
      data: () => ({ ...(conditionalExperiment().data() as import("@forger/data").Source), classes: ["one", "two"] }),
    }),
    "the generator's second input and one label of each class must fit: expected [batch, 2], received [batch, 3]",
  ],
];

function mixed(conditioned: Conditioned): Partial<Experiment> {
  return { networks: () => conditionalNetworks(conditioned) };
}

for (const [what, changes, message] of refused) {
  Deno.test(`conditional networks with ${what} are refused`, async () => {
    await assertRejects(() => train(changes()), TypeError, message);
  });
}

Deno.test("class logits that nobody trains are explained", async () => {
  await assertRejects(() => train(mixed("class logits")), Error, "the plugin auxiliary-classifier trains class logits");
});
