// What every network and layer keeps to. A new builder is a new row of the table.
import { CompiledStep, type LayersModel, startCompute, stepRandom, type Tensor, withRandom } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { mlp, type MlpOptions } from "./mlp.ts";
import { mnistDcgan } from "./mnist_dcgan.ts";
import type { NetworkPair } from "./network_pair.ts";
import { sngan } from "./sngan.ts";
import { LAYER_ROWS } from "./testdata/layer_rows.ts";
import { drawInputs, type NetworkRow as Network, shapeList } from "./testdata/network_row.ts";
import { PENALTY_ROWS } from "./testdata/penalty_rows.ts";

await startCompute();

const BATCH = 3;

interface Builder {
  readonly label: string;
  readonly build: (seed: number) => NetworkPair;
  readonly sample: readonly number[];
  /** The least and the greatest value that a sample may have. */
  readonly range: readonly [number, number];
  /** How many classes there are, and whether the discriminator says them instead of being told. */
  readonly classes?: number;
  readonly isAuxiliary?: boolean;
}

const wide = { image: [16, 8, 3], latent: 7, generatorWidths: [8, 6, 4], discriminatorWidths: [3, 5] };
const small = { image: [8, 8, 3], latent: 5, generatorWidths: [6], discriminatorWidths: [5, 4] };

const builders: readonly Builder[] = [
  { label: "mnistDcgan", build: (seed) => mnistDcgan({ seed }), sample: [28, 28, 1], range: [0, 1] },
  { label: "dcgan", build: (seed) => dcgan({ image: [28, 28, 1], seed }), sample: [28, 28, 1], range: [-1, 1] },
  {
    label: "dcgan of wide colour images",
    build: (seed) => dcgan({ ...wide, seed }),
    sample: [16, 8, 3],
    range: [-1, 1],
  },
  {
    label: "dcgan with a hidden layer",
    build: (seed) => dcgan({ ...small, discriminatorUnits: 6, seed }),
    sample: [8, 8, 3],
    range: [-1, 1],
  },
  ...(["nearest", "bilinear", "bicubic"] as const).map((upsampling): Builder => ({
    label: `dcgan with ${upsampling} upsampling`,
    build: (seed) => dcgan({ ...wide, upsampling, discriminatorNormalization: "none", seed }),
    sample: [16, 8, 3],
    range: [-1, 1],
  })),
  ...(["concatenation", "embedding", "projection", "auxiliary"] as const).map((condition): Builder => ({
    label: `dcgan with classes by ${condition}`,
    build: (seed) => dcgan({ ...small, classes: 4, condition, seed }),
    sample: [8, 8, 3],
    range: [-1, 1],
    classes: 4,
    isAuxiliary: condition === "auxiliary",
  })),
  {
    label: "sngan",
    build: (seed) => sngan({ image: [16, 16, 1], latent: 6, width: 8, seed }),
    sample: [16, 16, 1],
    range: [-1, 1],
  },
  {
    label: "sngan with classes",
    build: (seed) => sngan({ image: [28, 28, 3], latent: 6, width: 6, classes: 4, seed }),
    sample: [28, 28, 3],
    range: [-1, 1],
    classes: 4,
  },
];

function dense(label: string, options: Omit<MlpOptions, "name">, range?: Network["range"]): Network {
  const shapes = options.sizes.map((size) => [size].flat());
  const create = (seed: number): LayersModel => mlp({ name: "network", ...options, seed });
  return { label, create, input: shapes[0]!, output: shapes.at(-1)!, range };
}

const networks: readonly Network[] = [
  ...LAYER_ROWS,
  ...PENALTY_ROWS,
  dense("mlp of points", { sizes: [5, 15, 2], initializer: "heUniform" }),
  dense("mlp without hidden layers", { sizes: [2, 3], output: "sigmoid" }, [0, 1]),
  dense("mlp from latents to images", { sizes: [64, 256, 256, [28, 28, 1]], output: "tanh" }, [-1, 1]),
  dense("mlp with batch normalization", { sizes: [6, 5, 4, 3], batchNormalization: { momentum: 0.8 } }),
  dense("mlp from images to logits", { sizes: [[28, 28, 1], 256, 256, 1], activation: "leakyRelu" }),
  ...builders.flatMap(({ label, build, sample, range, classes, isAuxiliary }): Network[] => {
    const latent = [build(0).latentSize];
    const labelled = (shape: readonly number[]) => classes ? [shape, [classes]] : shape;
    return [
      {
        label: `generator of ${label}`,
        create: (seed) => build(seed).generator,
        input: labelled(latent),
        output: sample,
        range,
      },
      {
        label: `discriminator of ${label}`,
        create: (seed) => build(seed).discriminator,
        input: isAuxiliary ? sample : labelled(sample),
        output: isAuxiliary ? labelled([1]) : [1],
      },
    ];
  }),
];

/** One output after another. */
const applied = (network: LayersModel, input: Tensor[], training: boolean): Tensor[] =>
  tf.tidy(() =>
    withRandom(stepRandom(5, tf.scalar(2, "int32")), () => [network.apply(input, { training }) as Tensor].flat())
  );
const values = ({ weights }: LayersModel): Float32Array[] =>
  weights.map((weight) => weight.read().dataSync().slice() as Float32Array);
const firstOfKernels = ({ weights }: LayersModel): string[] =>
  weights.filter(({ originalName }) => /[/_]kernel$/.test(originalName))
    .map((kernel) => kernel.read().dataSync().slice(0, 4).join());

/** Saves to files, and loads what the files hold. */
async function savedAndLoaded(network: LayersModel): Promise<LayersModel> {
  const folder = await Deno.makeTempDir();
  try {
    await network.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify({ modelTopology, weightSpecs }));
      await Deno.writeFile(`${folder}/weights.bin`, new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }));
    const { modelTopology, weightSpecs } = JSON.parse(await Deno.readTextFile(`${folder}/model.json`));
    const { buffer: weightData } = await Deno.readFile(`${folder}/weights.bin`);
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const { label, build, classes } of builders) {
  Deno.test(`${label} keeps to the contract of a builder`, () => {
    const count = tf.memory().numTensors;
    const { generator, discriminator, latentSize, ...rest } = build(1);
    assertEquals([generator.name, discriminator.name], ["generator", "discriminator"]);
    assertEquals([generator.inputs[0]!.shape, discriminator.outputs[0]!.shape], [[null, latentSize], [null, 1]]);
    assertEquals(discriminator.inputs[0]!.shape, generator.outputs[0]!.shape);
    assertEquals(rest, classes ? { classes } : {});
    generator.dispose();
    discriminator.dispose();
    assertEquals(tf.memory().numTensors, count);
  });
}

for (const { label, create, input: inputs, output: outputs, range } of networks) {
  Deno.test(`${label} keeps to the contract of a network`, async (test) => {
    const network = create(1);
    const input = drawInputs(inputs, BATCH, 3);

    await test.step("it says its shapes, and its output has them and the range that is promised", () => {
      assertEquals(network.inputs.map(({ shape }) => shape), shapeList(inputs).map((shape) => [null, ...shape]));
      assertEquals(network.outputs.map(({ shape }) => shape), shapeList(outputs).map((shape) => [null, ...shape]));
      for (const training of [false, true]) {
        const found = applied(network, input, training);
        assertEquals(
          found.map(({ dtype, shape }) => [dtype, ...shape]),
          shapeList(outputs).map((shape) => ["float32", BATCH, ...shape]),
        );
        for (const output of found) {
          const numbers = output.dataSync();
          assert(numbers.every(Number.isFinite));
          assert(new Set(numbers).size >= BATCH);
          if (range) assert(numbers.every((value) => value >= range[0] && value <= range[1]));
        }
        tf.dispose(found);
      }
    });

    await test.step("every layer has a name of its own, the same when built again", () => {
      const names = network.layers.map(({ name }) => name);
      for (const name of names) assertMatch(name, new RegExp(`^${network.name}_[a-z_]+[a-z](_[0-9]+)?$`));
      assertEquals(new Set(names).size, names.length);
      assertEquals(create(1).layers.map(({ name }) => name), names);
    });

    await test.step("its seed alone decides its weights, and no two kernels begin alike", () => {
      const first = create(1), other = create(2);
      assertEquals(values(create(1)), values(first));
      const drawn = [...firstOfKernels(first), ...firstOfKernels(other)];
      assertEquals(new Set(drawn).size, drawn.length);
    });

    await test.step("its config survives JSON, and builds a network of the same weights", async () => {
      const fresh = create(1), json = fresh.toJSON(undefined, true) as string;
      const copy = await tf.models.modelFromJSON(JSON.parse(json));
      assertEquals(copy.toJSON(undefined, true), json);
      assertEquals(values(copy), values(fresh));
    });

    await test.step("saved and loaded, it gives the same output, in training too", async () => {
      const trained = create(2); // with weights that its seed would not give
      tf.tidy(() => trained.setWeights(trained.getWeights().map((weight) => weight.mul(1.5).add(0.01))));
      const loaded = await savedAndLoaded(trained);
      for (const training of [false, true]) {
        const expected = applied(trained, input, training), found = applied(loaded, input, training);
        assertEquals(found.map((output) => output.dataSync()), expected.map((output) => output.dataSync()));
        tf.dispose([expected, found]);
      }
    });

    await test.step("applying it leaves nothing behind but its output", () => {
      for (const training of [false, true]) {
        const count = tf.memory().numTensors;
        const found = applied(network, input, training);
        assertEquals(tf.memory().numTensors, count + found.length);
        tf.dispose(found);
      }
    });

    await test.step("a compiled step gives the same output, and the same moving averages", async () => {
      const eager = create(1), compiled = create(1);
      const meanSquare = (network: LayersModel): Tensor =>
        tf.addN(applied(network, input, true).map((output) => output.square().mean()));
      const step = new CompiledStep(() => ({ meanSquare: meanSquare(compiled) }), { mode: "graph" });
      const [found] = await step.run([], 1);
      const expected = tf.tidy(() => meanSquare(eager).dataSync()[0]!);
      assert(expected > 0);
      assertAlmostEquals(found!, expected, expected * 1e-5);
      const wanted = values(eager);
      values(compiled).forEach((numbers, index) =>
        numbers.forEach((value, place) => assertAlmostEquals(value, wanted[index]![place]!, 1e-6))
      );
      if (eager.nonTrainableWeights.length > 0) assertNotEquals(wanted, values(create(1)));
      step.dispose();
    });
  });
}
