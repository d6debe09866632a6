import type { Tensor } from "@forger/core";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { saveGenerator } from "./save_generator.ts";
import { drive } from "./testdata/drive.ts";
import { fakeRun, tinyGenerator } from "./testdata/fake_run.ts";

Deno.test("tf.loadLayersModel reads the sampling generator from a web server", async () => {
  const generator = tinyGenerator();
  generator.setWeights(generator.getWeights().map((weight, index) => tf.fill(weight.shape, 0.1 + index / 10)));
  const run = await fakeRun({ generator });
  await drive(saveGenerator(), run, []);
  assertEquals([...Deno.readDirSync(`${run.folder}/model`)].map(({ name }) => name).toSorted(), [
    "model.json",
    "weights.bin",
  ]);

  const server = Deno.serve({ port: 0, onListen() {} }, async ({ url }) => {
    return new Response(await Deno.readFile(`${run.folder}/model${new URL(url).pathname}`));
  });
  try {
    const loaded = await tf.loadLayersModel(`http://localhost:${server.addr.port}/model.json`);
    const latent = tf.randomNormal([5, 3]);
    assertEquals((loaded.apply(latent) as Tensor).dataSync(), (generator.apply(latent) as Tensor).dataSync());
    assertEquals(loaded.getUserDefinedMetadata(), { latent: { name: "normal", size: 3 }, range: [-1, 1] });
  } finally {
    await server.shutdown();
  }
});

Deno.test("a run that failed saves no generator", async () => {
  const run = await fakeRun();
  await drive(saveGenerator(), run, [], "failed");
  assertEquals([...Deno.readDirSync(run.folder)], []);
});
