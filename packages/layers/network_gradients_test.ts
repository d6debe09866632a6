// Each network's gradients against finite differences, weight by weight, on small instances.
import { type LayersModel, startCompute } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { dropout } from "./dropout.ts";
import { mlp } from "./mlp.ts";
import { sngan } from "./sngan.ts";
import { assertGradientsAreSlopes, projected, SEED, shapesOf, spreadWeights } from "./testdata/finite_differences.ts";
import { drawInputs } from "./testdata/network_row.ts";
import { PENALTY_ROWS } from "./testdata/penalty_rows.ts";

const { backend } = await startCompute();

/** Of two samples, normalization over the batch leaves nothing but their order. */
const BATCH = 4;

const tiny = { image: [8, 4, 3], latent: 3, generatorWidths: [4, 3], discriminatorWidths: [3, 5] };
const convolutional = dcgan({ ...tiny, discriminatorUnits: 6, discriminatorNormalization: "none" });
const normalized = mlp({ name: "normalized", sizes: [3, 5, 4, 2], activation: "leakyRelu", batchNormalization: {} });
const dropping = tf.sequential({
  layers: [tf.layers.dense({ units: 12, inputShape: [3] }), dropout({ rate: 0.3, name: "dropout" })],
});

const residual = { image: [16, 16, 1], latent: 3, width: 8 };

/** The same network with softplus in place of ReLU: large maps have a kink at any distance. */
function smooth(network: LayersModel): Promise<LayersModel> {
  const json = network.toJSON(undefined, true) as string;
  return tf.models.modelFromJSON(JSON.parse(json.replaceAll('"relu"', '"softplus"')));
}

/** Biases from which all is linear up to a normalization, which takes them away. */
const TAKEN_AWAY = /^generator_(conv|shortcut)_.*bias/;

type Row = readonly [label: string, network: LayersModel, withoutEffect?: RegExp];

const networks: readonly Row[] = [
  ["mlp with tanh", mlp({ name: "smooth", sizes: [3, 6, 5, 2], activation: "tanh", output: "sigmoid" })],
  ["mlp with relu", mlp({ name: "generator", sizes: [4, 6, [3, 2, 2]], output: "tanh" })],
  ["mlp with leakyRelu", mlp({ name: "discriminator", sizes: [[3, 2, 2], 5, 4, 1], activation: "leakyRelu" })],
  ["mlp with batch normalization", normalized],
  ["generator of dcgan", convolutional.generator],
  ["discriminator of dcgan", convolutional.discriminator],
  ["normalized discriminator of dcgan", dcgan({ ...tiny, discriminatorUnits: 6 }).discriminator],
  ["generator of dcgan with nearest upsampling", dcgan({ ...tiny, upsampling: "nearest" }).generator],
  ["generator of dcgan with bicubic upsampling", dcgan({ ...tiny, upsampling: "bicubic" }).generator],
  ...(["concatenation", "embedding", "projection", "auxiliary"] as const).flatMap((condition) => {
    const { generator, discriminator } = dcgan({ ...tiny, classes: 3, condition });
    return [
      [`generator of dcgan by ${condition}`, generator] as const,
      [`discriminator of dcgan by ${condition}`, discriminator] as const,
    ];
  }),
  ["generator of sngan", await smooth(sngan(residual).generator), TAKEN_AWAY],
  ["discriminator of sngan", await smooth(sngan(residual).discriminator)],
  ["generator of sngan with classes", await smooth(sngan({ ...residual, classes: 3 }).generator), TAKEN_AWAY],
  ["discriminator of sngan with classes", await smooth(sngan({ ...residual, classes: 3 }).discriminator)],
  ["dropout after a dense layer", dropping],
  ...PENALTY_ROWS.map(({ label, create }) => [label, create(1)] as const),
];

for (const name of new Set(["cpu", backend])) {
  for (const [label, network, withoutEffect] of networks) {
    Deno.test(`${name}: gradients of ${label} equal finite differences, for every weight`, async () => {
      await tf.setBackend(name);
      tf.tidy(() => {
        const inputs = drawInputs(shapesOf(network.inputs), BATCH, SEED);
        const variables = spreadWeights(network).filter(({ name }) => !withoutEffect?.test(name));
        // the singular vectors of normalized kernels count as constants, which they are once they have settled
        const isSettling = network.weights.some(({ originalName }) => originalName.endsWith("/vector_u"));
        if (isSettling) { for (let call = 0; call < 100; call++) projected(network, inputs).dispose(); }
        assertGradientsAreSlopes(() => projected(network, inputs), variables, 1e-3);
      });
    });
  }
}
