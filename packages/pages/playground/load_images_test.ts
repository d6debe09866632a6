import { startCompute } from "@forger/core";
import { dcgan, mlp } from "@forger/layers";
import { generate, normalLatent, numberedLatents } from "@forger/samplers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { plainTopology, saveModel } from "../_plain_model.ts";
import { drawLatent } from "./draw_latent.ts";
import { loadImages } from "./load_images.ts";

await startCompute({ backend: "cpu" });

const CLASSES = ["sun", "moon", "star"];
const GENERATORS = {
  "a dense network": () => mlp({ name: "generator", sizes: [4, 8, [4, 6, 1]], output: "tanh", seed: 1 }),
  "a convolutional network": () =>
    dcgan({ image: [8, 8, 3], latent: 4, generatorWidths: [4], discriminatorWidths: [4], seed: 1 }).generator,
  "a network of points": () => mlp({ name: "generator", sizes: [4, 8, 2], seed: 1 }),
  "a conditional network": () =>
    dcgan({ image: [8, 8, 3], latent: 4, generatorWidths: [4], discriminatorWidths: [4], classes: 3, seed: 1 })
      .generator,
};

for (const [name, build] of Object.entries(GENERATORS)) {
  Deno.test(`a page makes of the latents of a seed what the samplers make: ${name}`, async () => {
    const network = build(), latent = normalLatent(4), isConditional = network.inputs.length > 1;
    const { modelTopology, weightData, weightSpecs } = await saveModel(network);
    const model = { modelTopology: plainTopology(modelTopology), weightSpecs: [...weightSpecs] };
    const images = await loadImages(tf, { model, weightData }, { latent, ...isConditional && { classes: CLASSES } });
    const numbers = Array.from({ length: 30 }, (_, index) => index * 7), label = isConditional ? 2 : 0;
    const before = tf.memory().numTensors;
    const made = await images.generate(numbers.map((number) => drawLatent(latent, number, 42)), label);
    assertEquals(tf.memory().numTensors, before);
    const expected = generate(
      network,
      numberedLatents(latent, numbers, 42),
      isConditional ? numbers.map(() => label) : undefined,
    );
    const values = expected.dataSync(), size = values.length / numbers.length;
    assertEquals(made.map(({ length }) => length), numbers.map(() => size));
    made.forEach((image, row) =>
      image.forEach((value, index) => assertAlmostEquals(value, values[row * size + index]!, 1e-5))
    );
    images.dispose();
    network.dispose();
  });
}

Deno.test("another class gives another image, and the first one is meant where none is said", async () => {
  const network = GENERATORS["a conditional network"](), latent = normalLatent(4);
  const { modelTopology, weightData, weightSpecs } = await saveModel(network);
  const model = { modelTopology, weightSpecs: [...weightSpecs] };
  const images = await loadImages(tf, { model, weightData }, { classes: CLASSES, latent });
  const latents = [drawLatent(latent, 0, 1)];
  const [first] = await images.generate(latents, 0), [second] = await images.generate(latents, 1);
  assertEquals(await images.generate(latents), [first!]);
  assertEquals(first!.every((value, index) => value === second![index]), false);
});
