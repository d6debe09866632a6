// The first losses of the tutorial's DCGAN against PyTorch's, from the same weights, images, latents and dropout masks.
import { adam, type CompileMode, type LayersModel, startCompute, stepRandom } from "@forger/core";
import { arraySource } from "@forger/data";
import { mnistDcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { type Networks, type Plugin, type StepLog, Trainer } from "@forger/trainers";
import { assertEquals, assertLess } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import reference from "./reference/first_losses.json" with { type: "json" };

await startCompute();

const IMAGE = [28, 28, 1];
/** What the columns of the reference are called in a run's logs. */
const TERMS = ["discriminator/real", "discriminator/fake", "generator"];

/** Gives a network the weights that the script gives its own. */
function drawWeights(network: LayersModel): void {
  tf.tidy(() => {
    const random = stepRandom(reference.seed, tf.scalar(0, "int32"));
    for (const weight of network.weights) {
      const deviation = reference.deviations[weight.originalName as keyof typeof reference.deviations];
      weight.write(random.stream(`weight/${weight.originalName}`).normal(weight.shape as number[], 0, deviation));
    }
  });
}

function networks(): Networks {
  const pair = mnistDcgan();
  drawWeights(pair.generator);
  drawWeights(pair.discriminator);
  return pair;
}

async function firstLosses(discriminatorUpdate: "joint" | "separate", compile: CompileMode): Promise<number[][]> {
  const { batch, losses, seed } = reference;
  const logs: StepLog[] = [];
  const collect: Plugin = { name: "collect", onStepEnd: (report) => void logs.push(...report.logs) };
  const images: Plugin = { name: "synthetic-images", transformReal: ({ shape }, { random }) => random.uniform(shape) };
  const learningRate = adam(2e-4, { beta1: 0.5, epsilon: 1e-7 });
  const blank = new Float32Array(batch.real * 28 * 28);
  const folder = await Deno.makeTempDir();
  try {
    const trainer = new Trainer({
      name: "first-losses",
      data: () => arraySource({ name: "blank", values: blank, shape: IMAGE, range: [0, 1] }),
      networks,
      latent: normalLatent(100),
      loss: nonSaturating,
      optimizers: { discriminator: learningRate, generator: learningRate },
      batch,
      discriminatorUpdate,
      steps: losses[discriminatorUpdate].length,
      plugins: [images, collect],
    }, { seed, compile, folder });
    await trainer.train();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return logs.map(({ values }) => TERMS.map((name) => values[name]!));
}

for (const discriminatorUpdate of ["joint", "separate"] as const) {
  for (const compile of ["graph", "off"] as const) {
    Deno.test(`the first losses are PyTorch's, with ${discriminatorUpdate} updates and compile ${compile}`, async () => {
      const found = await firstLosses(discriminatorUpdate, compile), expected = reference.losses[discriminatorUpdate];
      assertEquals(found.length, expected.length);
      found.forEach((row, step) =>
        row.forEach((loss, column) => {
          const wanted = expected[step]![column]!;
          assertLess(Math.abs(loss / wanted - 1), 1e-4, `step ${step}, ${TERMS[column]}: ${loss}, PyTorch's ${wanted}`);
        })
      );
    });
  }
}
