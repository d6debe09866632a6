import { startCompute } from "@forger/core";
import { dcgan } from "@forger/layers";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { run } from "./run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { sampledRun } from "./testdata/sampled_runs.ts";

await startCompute({ backend: "cpu" });

async function playground(...args: string[]) {
  const output = new CapturedOutput(), code = await run(["playground", ...args], output);
  return { code, errors: output.errors, printed: output.printed };
}

for (const name of ["grey", "uniform", "points", "classes"] as const) {
  Deno.test(`a run of ${name} becomes a page in its folder, and leaves no tensors behind`, async () => {
    const folder = await sampledRun(name), before = tf.memory().numTensors;
    const { code, errors, printed } = await playground(folder, "--backend", "cpu");
    assertEquals([code, errors], [0, ""]);
    assertMatch(
      printed,
      /^Forger \S+: \S+\n2\.\d MB of files for any web server: \S+\/playground\nTo play with it, open \S+\/index\.html in a browser\n$/,
    );
    const script = await Deno.readTextFile(`${folder}/playground/generator.js`);
    assertStringIncludes(script, `forgerGenerator = {"name":"${name}"`);
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("layers of Forger are written as those that a page knows, and the page goes where one wants it", async () => {
  const run = await sampledRun("classes"), out = `${await Deno.makeTempDir({ prefix: "forger-playground-" })}/site`;
  const options = { image: [8, 8, 3] as [number, number, number], latent: 3, classes: 4, seed: 1 };
  const { generator } = dcgan({ ...options, generatorWidths: [4], discriminatorWidths: [4], upsampling: "bilinear" });
  const { userDefinedMetadata } = JSON.parse(await Deno.readTextFile(`${run}/model/model.json`));
  await generator.save(tf.io.withSaveHandler(async ({ modelTopology, weightData, weightSpecs }) => {
    const bytes = new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat()));
    await Deno.writeFile(`${run}/model/weights.bin`, bytes);
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    await Deno.writeTextFile(
      `${run}/model/model.json`,
      JSON.stringify({ modelTopology, userDefinedMetadata, weightsManifest }),
    );
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  }));
  generator.dispose();
  const { code, errors } = await playground(run, "--backend", "cpu", "--out", out);
  assertEquals([code, errors], [0, ""]);
  const script = await Deno.readTextFile(`${out}/generator.js`);
  assert(!script.includes('"Upsample"'));
  assertEquals([...Deno.readDirSync(run)].some(({ name }) => name === "playground"), false);
});

Deno.test("a run must be named, and be there", async () => {
  const none = await playground();
  assertEquals(none.code, 2);
  assertStringIncludes(none.errors, "Cannot make a playground as a run must be named: deno task playground <run>");
  assertEquals((await playground("runs/none")).code, 2);
  assertStringIncludes((await playground("a", "b")).errors, `Cannot make a playground with "b" as it must have fewer`);
});

Deno.test("a page is served until the program is told to end", async () => {
  const folder = await sampledRun("grey"), main = new URL("./main.ts", import.meta.url).pathname;
  const args = ["playground", folder, "--backend", "cpu", "--serve"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...configOf(), main, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let printed = "", address: string | undefined;
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (address === undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    printed += value;
    address = /http:\/\/localhost:\d+\//.exec(printed)?.[0];
  }
  const page = await fetch(address ?? "");
  assertStringIncludes(await page.text(), "<!DOCTYPE html>");
  child.kill("SIGTERM");
  await reader.cancel();
  assertEquals((await child.status).signal, "SIGTERM");
});

Deno.test("a port that is taken is a mistake, and another can be named", async () => {
  using taken = Deno.listen({ hostname: "localhost", port: 0 });
  const { port } = taken.addr as Deno.NetAddr, args = ["--backend", "cpu", "--serve", "--port", String(port)];
  const { code, errors } = await playground(await sampledRun("points"), ...args);
  assertEquals(code, 2);
  assertMatch(errors, /as port must be free: another program has \d+\. Name another, or none for a free one/);
});

/** The configuration that this test runs with, for a program of its own. */
function configOf(): string[] {
  const offline = import.meta.resolve("@std/assert").startsWith("file:");
  return offline ? [`--config=${new URL("../../deno.offline.json", import.meta.url).pathname}`] : [];
}
