import { startCompute } from "@forger/core";
import { loadNetwork, sngan } from "@forger/layers";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { exportLayers } from "./export_layers.ts";

await startCompute({ backend: "cpu" });

Deno.test("the model says latents, range and classes, as a run's own does", async () => {
  const folder = await Deno.makeTempDir({ prefix: "forger-layers-" });
  try {
    const { generator } = sngan({ image: [16, 16, 1], latent: 3, width: 2, classes: 2 });
    const options = {
      latent: { name: "truncated-normal", size: 3, options: { limit: 1.5 } },
      range: [0, 1],
      classes: ["sun", "moon"],
    } as const;
    await exportLayers(generator, `${folder}/out`, options);
    const { metadata, network } = await loadNetwork(`${folder}/out`);
    assertEquals(metadata, options);
    assertEquals(network.inputs.map(({ shape }) => shape), [[null, 3], [null, 2]]);
    const readme = await Deno.readTextFile(`${folder}/out/README.txt`);
    for (
      const said of [
        "a generator as a TensorFlow.js layers model",
        "Input generator_latent: float32 [batch, 3], each number standard normal, drawn again where it is farther from 0 than 1.5.",
        "Input generator_labels: float32 [batch, 2], one-hot",
        "  0  sun\n  1  moon\n",
        "float32 [batch, 16, 16, 1], values from 0 to 1.",
        "generator.predict([latent, tf.oneHot([0, 1], 2).toFloat()]);",
      ]
    ) assertStringIncludes(readme, said);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
