import { startCompute } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { dcgan } from "./dcgan.ts";
import { loadNetwork } from "./load_network.ts";

await startCompute();

/** Saves a network as a run does. */
async function save(network: tf.LayersModel, userDefinedMetadata?: unknown): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-network-" });
  await network.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const manifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    await Deno.writeFile(`${folder}/weights.bin`, new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat())));
    await Deno.writeTextFile(
      `${folder}/model.json`,
      JSON.stringify({ modelTopology, userDefinedMetadata, weightsManifest: manifest }),
    );
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  }));
  return folder;
}

const OPTIONS = { image: [8, 8, 1], latent: 4, generatorWidths: [4], discriminatorWidths: [4], seed: 3 } as const;

for (
  const [name, options] of [["plain", {}], ["upsampling", { upsampling: "bicubic" }], ["conditional", {
    classes: 3,
    condition: "projection",
  }]] as const
) {
  Deno.test(`a ${name} network comes back with its weights and what was saved beside it`, async () => {
    for (
      const network of [dcgan({ ...OPTIONS, ...options }).generator, dcgan({ ...OPTIONS, ...options }).discriminator]
    ) {
      const { network: loaded, metadata } = await loadNetwork(await save(network, { range: [0, 1] }));
      const inputs = network.inputs.map(({ shape }) => tf.fill([2, ...shape.slice(1) as number[]], 0.3));
      const of = (model: tf.LayersModel) => tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync());
      assertEquals(of(loaded), of(network));
      assertEquals(metadata, { range: [0, 1] });
      tf.dispose(inputs);
      loaded.dispose();
      network.dispose();
    }
  });
}

Deno.test("files that are missing, damaged or of unknown layers are refused by name", async () => {
  const folder = await save(dcgan(OPTIONS).generator);
  assertEquals((await loadNetwork(folder)).metadata, undefined);
  const model = await Deno.readTextFile(`${folder}/model.json`);
  await Deno.writeTextFile(`${folder}/model.json`, model.replaceAll('"class_name":"Dense"', '"class_name":"Sense"'));
  await assertRejects(
    () => loadNetwork(folder),
    Error,
    `Cannot load network as ${folder} must hold one of known layers: Unknown layer: Sense`,
  );
  await Deno.writeTextFile(`${folder}/model.json`, model);
  await Deno.truncate(`${folder}/weights.bin`, 100);
  await assertRejects(() => loadNetwork(folder), Error, "weights.bin must have");
  await Deno.writeTextFile(`${folder}/model.json`, "{");
  await assertRejects(() => loadNetwork(folder), Error, `${folder} must hold a saved model`);
});
