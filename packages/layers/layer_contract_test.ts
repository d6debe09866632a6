// What every network and layer keeps to. A new builder is a new row of the table.
import { CompiledStep, type LayersModel, startCompute, stepRandom, type Tensor, withRandom } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { dropout } from "./dropout.ts";
import { mlp, type MlpOptions } from "./mlp.ts";
import { mnistDcgan } from "./mnist_dcgan.ts";
import type { NetworkPair } from "./network_pair.ts";
import { spectralNormalization } from "./spectral_normalization.ts";

await startCompute();

const BATCH = 3;

interface Builder {
  readonly label: string;
  readonly build: (seed: number) => NetworkPair;
  readonly sample: readonly number[];
  /** The least and the greatest value that a sample may have. */
  readonly range: readonly [number, number];
}

const wide = { image: [16, 8, 3], latent: 7, generatorWidths: [8, 6, 4], discriminatorWidths: [3, 5] };

const builders: readonly Builder[] = [
  { label: "mnistDcgan", build: (seed) => mnistDcgan({ seed }), sample: [28, 28, 1], range: [0, 1] },
  { label: "dcgan", build: (seed) => dcgan({ image: [28, 28, 1], seed }), sample: [28, 28, 1], range: [-1, 1] },
  {
    label: "dcgan of wide colour images",
    build: (seed) => dcgan({ ...wide, seed }),
    sample: [16, 8, 3],
    range: [-1, 1],
  },
];

interface Network {
  readonly label: string;
  readonly create: (seed: number) => LayersModel;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly range?: readonly [number, number];
}

function dense(label: string, options: Omit<MlpOptions, "name">, range?: Network["range"]): Network {
  const shapes = options.sizes.map((size) => [size].flat());
  const create = (seed: number): LayersModel => mlp({ name: "network", ...options, seed });
  return { label, create, input: shapes[0]!, output: shapes.at(-1)!, range };
}

function spectrallyNormalized(seed: number): LayersModel {
  const seeded = (offset: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed: 10 * seed + offset }),
  });
  const dense = tf.layers.dense({
    units: 32,
    inputShape: [6],
    name: "network_dense",
    activation: "tanh",
    ...seeded(1),
  });
  const transposed = { filters: 3, kernelSize: 4, name: "network_transposed_convolution", strides: 2, ...seeded(2) };
  const convolution = { filters: 4, kernelSize: 3, name: "network_convolution", ...seeded(3) };
  return tf.sequential({
    name: "network",
    layers: [
      spectralNormalization({ layer: dense, powerIterations: 2 }),
      tf.layers.reshape({ targetShape: [4, 4, 2], name: "network_reshape" }),
      spectralNormalization({ layer: tf.layers.conv2dTranspose(transposed) }),
      spectralNormalization({ layer: tf.layers.conv2d(convolution) }),
      tf.layers.globalAveragePooling2d({ name: "network_pooling", dataFormat: "channelsLast" }),
    ],
  });
}

const networks: readonly Network[] = [
  {
    label: "dropout alone",
    create: () =>
      tf.sequential({
        name: "network",
        layers: [
          tf.layers.flatten({ inputShape: [4, 2], name: "network_flatten" }),
          dropout({ rate: 0.4, name: "network_dropout" }),
        ],
      }),
    input: [4, 2],
    output: [8],
  },
  {
    label: "spectral normalization of dense and convolutional layers",
    create: spectrallyNormalized,
    input: [6],
    output: [4],
  },
  dense("mlp of points", { sizes: [5, 15, 2], initializer: "heUniform" }),
  dense("mlp without hidden layers", { sizes: [2, 3], output: "sigmoid" }, [0, 1]),
  dense("mlp from latents to images", { sizes: [64, 256, 256, [28, 28, 1]], output: "tanh" }, [-1, 1]),
  dense("mlp from images to logits", { sizes: [[28, 28, 1], 256, 256, 1], activation: "leakyRelu" }),
  ...builders.flatMap(({ label, build, sample, range }): Network[] => [
    {
      label: `generator of ${label}`,
      create: (seed) => build(seed).generator,
      input: [build(0).latentSize],
      output: sample,
      range,
    },
    { label: `discriminator of ${label}`, create: (seed) => build(seed).discriminator, input: sample, output: [1] },
  ]),
];

const applied = (network: LayersModel, input: Tensor, training: boolean): Tensor =>
  tf.tidy(() => withRandom(stepRandom(5, tf.scalar(2, "int32")), () => network.apply(input, { training }) as Tensor));
const values = ({ weights }: LayersModel): Float32Array[] =>
  weights.map((weight) => weight.read().dataSync().slice() as Float32Array);
const firstOfKernels = ({ weights }: LayersModel): string[] =>
  weights.filter(({ originalName }) => originalName.endsWith("/kernel"))
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

for (const { label, build } of builders) {
  Deno.test(`${label} keeps to the contract of a builder`, () => {
    const count = tf.memory().numTensors;
    const { generator, discriminator, latentSize } = build(1);
    assertEquals([generator.name, discriminator.name], ["generator", "discriminator"]);
    assertEquals([generator.inputs[0]!.shape, discriminator.outputs[0]!.shape], [[null, latentSize], [null, 1]]);
    assertEquals(discriminator.inputs[0]!.shape, generator.outputs[0]!.shape);
    generator.dispose();
    discriminator.dispose();
    assertEquals(tf.memory().numTensors, count);
  });
}

for (const { label, create, input: inputShape, output: outputShape, range } of networks) {
  Deno.test(`${label} keeps to the contract of a network`, async (test) => {
    const network = create(1);
    const input = tf.tidy(() => stepRandom(3, tf.scalar(0, "int32")).stream("input").normal([BATCH, ...inputShape]));

    await test.step("it says its shapes, and its output has them and the range that is promised", () => {
      assertEquals(network.inputs[0]!.shape, [null, ...inputShape]);
      assertEquals(network.outputs[0]!.shape, [null, ...outputShape]);
      for (const training of [false, true]) {
        const output = applied(network, input, training);
        assertEquals([output.dtype, ...output.shape], ["float32", BATCH, ...outputShape]);
        const numbers = output.dataSync();
        assert(numbers.every(Number.isFinite));
        assert(new Set(numbers).size >= BATCH);
        if (range) assert(numbers.every((value) => value >= range[0] && value <= range[1]));
        output.dispose();
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
        assertEquals(found.dataSync(), expected.dataSync());
        tf.dispose([expected, found]);
      }
    });

    await test.step("applying it leaves nothing behind but its output", () => {
      for (const training of [false, true]) {
        const count = tf.memory().numTensors;
        const output = applied(network, input, training);
        assertEquals(tf.memory().numTensors, count + 1);
        output.dispose();
      }
    });

    await test.step("a compiled step gives the same output, and the same moving averages", async () => {
      const eager = create(1), compiled = create(1);
      const meanSquare = (network: LayersModel): Tensor => applied(network, input, true).square().mean();
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
