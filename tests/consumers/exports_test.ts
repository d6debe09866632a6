// Exported generators in the hands of those who use them: Python's TensorFlow, Keras, onnxruntime and safetensors, and
// TensorFlow.js in a browser.
import { startCompute, type Tensor } from "@forger/core";
import { exportLayers, exportOnnx, exportSafetensors, exportSavedModel } from "@forger/exports";
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { GENERATOR_ROWS, generatorInputs, generatorOptions } from "../exports/generator_rows.ts";
import { startChromium } from "./chromium.ts";
import { pythonPackages } from "./python_packages.ts";

const ignore = !Deno.env.get("FORGER_CONSUMERS");

const CLOSE = 1e-5;

/** Latents and labels of batches of 1 and 5. */
const BATCHES = [1, 5];

/** A generator that was exported, and what it makes of which inputs. */
interface Exported {
  readonly label: string;
  /** The folder of all formats. */
  readonly folder: string;
  /** For each input, its values for each batch. */
  readonly inputs: readonly (readonly unknown[])[];
  readonly outputs: readonly unknown[];
}

async function exportAll(root: string): Promise<Exported[]> {
  await startCompute();
  const all: Exported[] = [];
  for (const [index, { create, label }] of GENERATOR_ROWS.entries()) {
    const network = create(), folder = `${root}/${String(index).padStart(2, "0")}`, options = generatorOptions(network);
    await exportLayers(network, `${folder}/layers`, options);
    await exportSavedModel(network, `${folder}/savedmodel`, options);
    await exportOnnx(network, `${folder}/onnx`, options);
    await exportSafetensors(network, `${folder}/safetensors`, options);
    const batches = BATCHES.map((batch) => generatorInputs(network, batch));
    const inputs = network.inputs.map((_, place) => batches.map((batch) => batch[place]!.arraySync()));
    const outputs = batches.map((batch) => (network.predict(batch) as Tensor).arraySync());
    const weights = Object.fromEntries(
      network.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]),
    );
    const exported = { label, folder, inputs, outputs };
    await Deno.writeTextFile(`${folder}/expected.json`, JSON.stringify({ ...exported, weights }));
    all.push(exported);
    network.dispose();
  }
  return all;
}

Deno.test({
  name: "Python's TensorFlow, Keras, onnxruntime and safetensors read what is exported",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "forger-consumers-" });
    try {
      const exported = await exportAll(folder);
      const { run } = await pythonPackages();
      const lines = (await run("exports.py", folder)).trim().split("\n").filter((line) => line.startsWith("{"));
      const found = lines.map((line) => JSON.parse(line) as { label: string; off: Record<string, number> });
      assertEquals(found.map(({ label }) => label), exported.map(({ label }) => label));
      for (const { label, off } of found) {
        const programs = ["onnxruntime", "session", "tf.saved_model.load"];
        assertEquals(Object.keys(off).filter((name) => name !== "TFSMLayer").sort(), programs);
        for (const [program, by] of Object.entries(off)) assert(by <= CLOSE, `${label} by ${program} is off by ${by}`);
      }
      assert(found.some(({ off }) => "TFSMLayer" in off));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** What the page runs: text, as it is none of Deno's. */
const LOAD = `async ({ place, inputs, backend }) => {
  await tf.setBackend(backend);
  const model = await tf.loadLayersModel(place + "/layers/model.json");
  const outputs = [];
  for (let batch = 0; batch < inputs[0].length; batch++) {
    const given = inputs.map((values) => tf.tensor(values[batch]));
    outputs.push(await model.predict(given.length === 1 ? given[0] : given).array());
  }
  return { outputs, backend: tf.getBackend() };
}`;

Deno.test({
  name: "TensorFlow.js in a browser loads exported layers, without Forger",
  ignore,
  sanitizeOps: false, // the browser's process is closed, and its pipes end when they do
  sanitizeResources: false,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "forger-consumers-" });
    const script = new URL("dist/tf.min.js", import.meta.resolve("@tensorflow/tfjs").replace(/dist\/.*$/, ""));
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname);
      if (path === "/") {
        return new Response(`<!doctype html><script src="/tf.js"></script>`, {
          headers: { "content-type": "text/html" },
        });
      }
      const file = path === "/tf.js" ? fileURLToPath(script) : `${folder}${path}`;
      return new Response(await Deno.readFile(file).catch(() => "none"));
    });
    const browser = await startChromium();
    try {
      const exported = await exportAll(folder), page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.addr.port}/`);
      for (const { folder: place, inputs, label, outputs } of exported) {
        const argument = { place: place.slice(folder.length), inputs, backend: "cpu" };
        const made = await page.evaluate(`(${LOAD})(${JSON.stringify(argument)})`) as { outputs: unknown[] };
        const off = tf.tidy(() =>
          Math.max(
            ...outputs.map((output, index) =>
              tf.sub(tf.tensor(output as number[]), tf.tensor(made.outputs[index] as number[])).abs().max()
                .dataSync()[0]!
            ),
          )
        );
        assert(off <= CLOSE, `${label} is off by ${off}`);
      }
    } finally {
      await browser.close();
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
