// The first losses of the tutorials' examples against PyTorch's, from the same weights, rows, latents and dropout masks.
import { type CompileMode, type LayersModel, startCompute, stepRandom } from "@forger/core";
import { arraySource } from "@forger/data";
import { countParameters, type ParameterCounts } from "@forger/layers";
import { type BatchSizes, type Experiment, type Networks, type Plugin, type StepLog, Trainer } from "@forger/trainers";
import { assertEquals, assertLess } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import stored from "./reference/first_losses.json" with { type: "json" };

await startCompute();

/** How a weight is drawn. */
interface WeightDraw {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

/** What the script drew and found for one tutorial. */
interface Tutorial {
  readonly row: readonly number[];
  readonly range: readonly number[];
  readonly batch: BatchSizes;
  readonly weights: Readonly<Record<string, WeightDraw>>;
  /** For each way to update the discriminator, the example's first: of each step, a row of losses. */
  readonly losses: Readonly<Partial<Record<"joint" | "separate", readonly (readonly number[])[]>>>;
}

const reference: { readonly seed: number; readonly tutorials: Readonly<Record<string, Tutorial>> } = stored;

/** Ten times what rounding has been seen to make of them. */
const TOLERANCE = 2e-5;

/** What the columns of the reference are called in a run's logs. */
const TERMS = ["discriminator/real", "discriminator/fake", "generator"];

/** What normalization adds are a mean and a variance for each of its channels. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<keyof Networks & string, ParameterCounts>>>> = {
  "mnist-dcgan": { generator: counts(1_164_289), discriminator: counts(40_705) },
  "mnist-mlp-keras": { generator: counts(1_489_936, 2 * (256 + 512 + 1024)), discriminator: counts(533_505) },
  "function-1d": { generator: counts(122), discriminator: counts(101) },
  "mnist-dcgan-guidelines": {
    generator: counts(100 * 6272 + 2 * 128 + 16 * 128 * 64 + 2 * 64 + 16 * 64 + 1, 2 * (128 + 64)),
    discriminator: counts(16 * 64 + 64 + 16 * 64 * 128 + 2 * 128 + 6272 + 1, 2 * 128),
  },
  "mnist-mlp": {
    generator: counts(65 * 256 + 257 * 256 + 257 * 784),
    discriminator: counts(785 * 256 + 257 * 256 + 257),
  },
};

function counts(trainable: number, nonTrainable = 0): ParameterCounts {
  return { total: trainable + nonTrainable, trainable, nonTrainable };
}

async function exampleNamed(name: string): Promise<Experiment> {
  const file = new URL(`../examples/${name.replaceAll("-", "_")}.ts`, import.meta.url);
  return (await import(file.href) as { default: Experiment }).default;
}

/** Gives a network the weights that the script gives its own; the averages of normalization stay as they are. */
function drawWeights(network: LayersModel, draws: Tutorial["weights"]): void {
  tf.tidy(() => {
    const random = stepRandom(reference.seed, tf.scalar(0, "int32"));
    for (const weight of network.trainableWeights) {
      const { shape, mean, deviation } = draws[weight.originalName]!;
      assertEquals(weight.shape, [...shape], weight.originalName);
      weight.write(random.stream(`weight/${weight.originalName}`).normal(shape, mean, deviation));
    }
  });
}

/** The example with the script's rows, batch sizes and weights, and of its plugins those that act inside the step. */
function withReference(example: Experiment, tutorial: Tutorial): Experiment {
  const { batch, range: [low, high], row, weights } = tutorial;
  const rows: Plugin = {
    name: "synthetic-rows",
    transformReal: ({ shape }, { random }) => random.uniform(shape, low, high),
  };
  const inStep = [example.plugins ?? []].flat().filter((plugin) =>
    plugin && Object.keys(plugin).some((key) => key.startsWith("transform"))
  );
  const blank = new Float32Array(batch.real * tf.util.sizeFromShape([...row]));
  return {
    ...example,
    data: () => arraySource({ name: "blank", values: blank, shape: row, range: [low!, high!] }),
    networks: (options) => {
      const pair = example.networks(options);
      drawWeights(pair.generator, weights);
      drawWeights(pair.discriminator, weights);
      return pair;
    },
    batch,
    plugins: [rows, ...inStep],
  };
}

async function firstLosses(experiment: Experiment, steps: number, compile: CompileMode): Promise<number[][]> {
  const logs: StepLog[] = [];
  const collect: Plugin = { name: "collect", onStepEnd: (report) => void logs.push(...report.logs) };
  const folder = await Deno.makeTempDir();
  try {
    const settings = { seed: reference.seed, steps, compile, folder, plugins: [collect] };
    await new Trainer(experiment, settings).train();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return logs.map(({ values }) => TERMS.map((name) => values[name]!));
}

for (const [name, tutorial] of Object.entries(reference.tutorials)) {
  const example = await exampleNamed(name);

  Deno.test(`${name} has the tutorial's numbers of parameters, and the script every weight that is trained`, () => {
    const { generator, discriminator } = example.networks({ seed: 0 });
    const found = { generator: countParameters(generator), discriminator: countParameters(discriminator) };
    assertEquals(found, PARAMETERS[name]);
    const trained = [discriminator, generator].flatMap(({ trainableWeights }) => trainableWeights);
    assertEquals(trained.map(({ originalName }) => originalName).toSorted(), Object.keys(tutorial.weights).toSorted());
  });

  Deno.test(`${name} updates the discriminator as the first of the script's trainings does`, () => {
    assertEquals(example.discriminatorUpdate ?? "joint", Object.keys(tutorial.losses)[0]);
  });

  for (const [discriminatorUpdate, expected] of Object.entries(tutorial.losses)) {
    for (const compile of ["graph", "off"] as const) {
      Deno.test(`the first losses of ${name} are PyTorch's, with ${discriminatorUpdate} updates and compile ${compile}`, async () => {
        const experiment = { ...withReference(example, tutorial), discriminatorUpdate: discriminatorUpdate as "joint" };
        const found = await firstLosses(experiment, expected.length, compile);
        assertEquals(found.length, expected.length);
        found.forEach((row, step) =>
          row.forEach((loss, column) => {
            const wanted = expected[step]![column]!;
            const difference = Math.abs(loss / wanted - 1);
            assertLess(difference, TOLERANCE, `step ${step}, ${TERMS[column]}: ${loss}, PyTorch's ${wanted}`);
          })
        );
      });
    }
  }
}
