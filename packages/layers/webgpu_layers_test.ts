// Every network and layer computes on WebGPU what it computes in plain JavaScript. Ignored where no adapter is.
import { type LayersModel, startCompute, stepRandom, type Tensor, type Variable, withRandom } from "@forger/core";
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { mlp } from "./mlp.ts";
import type { NetworkPair } from "./network_pair.ts";
import { sngan } from "./sngan.ts";
import { LAYER_ROWS } from "./testdata/layer_rows.ts";
import { drawInputs, type NetworkRow } from "./testdata/network_row.ts";
import { PENALTY_ROWS } from "./testdata/penalty_rows.ts";

/** Set by the test that starts these in a process of their own, as libtensorflow and GPU drivers get into each other's way. */
const isAlone = Deno.env.get("FORGER_WEBGPU") !== undefined;
const ignore = !isAlone || !await startCompute({ backend: "webgpu" }).then(() => true, () => false);

const BATCH = 3, TOLERANCE = 1e-3;

/** Networks with one output, and whether their gradients can be differentiated again. */
type Row = Pick<NetworkRow, "label" | "create" | "input"> & { readonly hasPenalty?: boolean };

/** The rows of a generator and a discriminator. */
function pairRows(
  label: string,
  build: (seed: number) => NetworkPair,
  { latent, image, classes, hasPenalty = true }: {
    readonly latent: number;
    readonly image: readonly number[];
    readonly classes?: number;
    readonly hasPenalty?: boolean;
  },
): Row[] {
  const one = (kept: "generator" | "discriminator") => (seed: number): LayersModel => {
    const { [kept]: network, [kept === "generator" ? "discriminator" : "generator"]: other } = build(seed);
    other.dispose();
    return network;
  };
  const labelled = (shape: readonly number[]) => classes === undefined ? shape : [shape, [classes]];
  return [
    { label: `the generator of ${label}`, create: one("generator"), input: labelled([latent]) },
    {
      label: `the discriminator of ${label}`,
      create: one("discriminator"),
      input: labelled(image),
      hasPenalty,
    },
  ];
}

const small = { image: [8, 8, 3], latent: 5, generatorWidths: [6], discriminatorWidths: [5, 4] };

const ROWS: readonly Row[] = [
  ...LAYER_ROWS,
  ...PENALTY_ROWS.map((row) => ({ ...row, hasPenalty: true })),
  {
    label: "mlp",
    create: (seed) => mlp({ name: "network", sizes: [[28, 28, 1], 64, 1], activation: "leakyRelu", seed }),
    input: [28, 28, 1],
    hasPenalty: true,
  },
  {
    label: "mlp with batch normalization",
    create: (seed) => mlp({ name: "network", sizes: [6, 5, 4, 3], batchNormalization: { momentum: 0.8 }, seed }),
    input: [6],
  },
  ...pairRows("dcgan", (seed) => dcgan({ ...small, seed }), small),
  ...pairRows("dcgan with bilinear upsampling", (seed) => dcgan({ ...small, upsampling: "bilinear", seed }), small),
  ...(["concatenation", "embedding", "projection"] as const).flatMap((condition) =>
    pairRows(`dcgan with classes by ${condition}`, (seed) => dcgan({ ...small, classes: 4, condition, seed }), {
      ...small,
      classes: 4,
    })
  ),
  ...pairRows("sngan", (seed) => sngan({ image: [16, 16, 1], latent: 6, width: 8, classes: 4, seed }), {
    latent: 6,
    image: [16, 16, 1],
    classes: 4,
    hasPenalty: false,
  }),
];

/** What a network gives in training, the gradients of a loss by its weights, those of a penalty, and its state afterwards. */
function results({ create, input, hasPenalty }: Row): Record<string, Tensor> {
  const network: LayersModel = create(1);
  const inputs = drawInputs(input, BATCH, 3);
  const applied = (images: Tensor): Tensor =>
    withRandom(
      stepRandom(5, tf.scalar(2, "int32")),
      () => network.apply([images, ...inputs.slice(1)], { training: true }) as Tensor,
    );
  const weights = network.trainableWeights.map((weight) => weight.read() as Variable);
  const loss = () => applied(inputs[0]!).square().mean() as tf.Scalar;
  const penalty = () => tf.grad((images: Tensor) => applied(images).sum())(inputs[0]!).square().mean() as tf.Scalar;
  const named = (kind: string, grads: tf.NamedTensorMap) =>
    Object.values(grads).map((gradient, index) => [`${kind} by weight ${index}`, gradient] as const);
  const found = Object.fromEntries([
    ["output", applied(inputs[0]!)] as const,
    ...weights.length === 0 ? [] : named("loss", tf.variableGrads(loss, weights).grads),
    ...weights.length === 0 || !hasPenalty ? [] : named("penalty", tf.variableGrads(penalty, weights).grads),
    ...network.nonTrainableWeights.map((weight, index) => [`state ${index}`, weight.read()] as const),
  ]);
  const copies = Object.fromEntries(Object.entries(found).map(([name, tensor]) => [name, tensor.clone()]));
  network.dispose();
  return copies;
}

async function resultsOn(backend: "cpu" | "webgpu", row: Row): Promise<Map<string, Float32Array>> {
  await startCompute({ backend });
  const count = tf.memory().numTensors, tensors = tf.tidy(() => results(row));
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of Object.entries(tensors)) values.set(name, (await tensor.data<"float32">()).slice());
  tf.dispose(tensors);
  assertEquals(tf.memory().numTensors, count);
  return values;
}

for (const row of ROWS) {
  Deno.test({
    name: `webgpu, where there is an adapter: ${row.label} computes what it computes in plain JavaScript`,
    ignore,
    fn: async () => {
      const expected = await resultsOn("cpu", row), actual = await resultsOn("webgpu", row);
      assertEquals([...actual.keys()], [...expected.keys()]);
      for (const [name, values] of expected) {
        const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
        values.forEach((value, index) => {
          const difference = Math.abs(actual.get(name)![index]! - value) / scale;
          assert(difference < TOLERANCE, `${name}, entry ${index}: ${actual.get(name)![index]}, not ${value}`);
        });
      }
    },
  });
}
