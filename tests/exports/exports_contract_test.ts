// What every format keeps to, for every generator of the table.
import { decodeSafetensors, loadSavedModel, startCompute, type Tensor } from "@forger/core";
import { exportLayers, exportOnnx, exportSafetensors, exportSavedModel } from "@forger/exports";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { GENERATOR_ROWS, generatorInputs, generatorOptions } from "./generator_rows.ts";
import type { PlainAnswer, PlainRequest } from "./plain_worker.ts";
import { readOnnx } from "./read_onnx.ts";
import { runOnnx } from "./run_onnx.ts";

await startCompute();

const folder = await Deno.makeTempDir({ prefix: "forger-exports-" });
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

interface Format {
  readonly name: string;
  readonly write: typeof exportLayers;
  readonly files: readonly string[];
  /** What a program that reads the format computes. */
  readonly compute: (folder: string, inputs: readonly Tensor[]) => Promise<Tensor>;
}

const named = (inputs: readonly Tensor[]): Record<string, Tensor> =>
  Object.fromEntries(inputs.map((input, index) => [["latent", "labels"][index]!, input]));

const plain = new Worker(new URL("./plain_worker.ts", import.meta.url), { type: "module" });
addEventListener("unload", () => plain.terminate());

/** By TensorFlow.js alone. */
async function byPlainLayers(place: string, inputs: readonly Tensor[]): Promise<Tensor> {
  const { promise, reject, resolve } = Promise.withResolvers<PlainAnswer>();
  plain.onmessage = ({ data }) => resolve(data);
  plain.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  const request: PlainRequest = {
    folder: place,
    inputs: inputs.map((input) => ({ shape: input.shape, values: input.dataSync<"float32">() })),
  };
  plain.postMessage(request);
  const { shape, values } = await promise;
  return tf.tensor(values, shape);
}

function bySession(place: string, inputs: readonly Tensor[]): Promise<Tensor> {
  using model = loadSavedModel(place);
  assertEquals(model.outputs, ["images"]);
  return Promise.resolve(model.run(named(inputs)).images!);
}

async function byInterpreter(place: string, inputs: readonly Tensor[]): Promise<Tensor> {
  const model = readOnnx(await Deno.readFile(`${place}/model.onnx`));
  assertEquals([model.format, model.operators], [8, 17]);
  assertEquals(
    model.inputs,
    inputs.map(({ shape }, index) => [["latent", "labels"][index]!, ["batch", shape[1]!]] as const),
  );
  const names = [
    ...model.nodes.flatMap(({ outputs }) => outputs),
    ...model.tensors.map(({ name }) => name),
    "latent",
    "labels",
  ];
  assertEquals(new Set(names).size, names.length);
  const output = runOnnx(model, named(inputs));
  assertEquals(model.outputs[0]![1], ["batch", ...output.shape.slice(1)]);
  return output;
}

/** The network of the file's architecture with the file's weights. */
async function byArchitecture(place: string, inputs: readonly Tensor[]): Promise<Tensor> {
  const { metadata, tensors } = decodeSafetensors(await Deno.readFile(`${place}/model.safetensors`));
  const copy = await tf.models.modelFromJSON(JSON.parse(metadata.architecture!));
  tf.tidy(() =>
    copy.setWeights(copy.weights.map(({ originalName }) => {
      const { shape, values } = tensors[originalName]!;
      return tf.tensor(values as Float32Array, [...shape]);
    }))
  );
  assertEquals(Object.keys(tensors).length, copy.weights.length);
  const output = copy.predict([...inputs]) as Tensor;
  copy.dispose();
  return output;
}

const formats: readonly Format[] = [
  { name: "layers", write: exportLayers, files: ["model.json", "weights.bin"], compute: byPlainLayers },
  { name: "savedmodel", write: exportSavedModel, files: ["saved_model.pb"], compute: bySession },
  { name: "onnx", write: exportOnnx, files: ["model.onnx"], compute: byInterpreter },
  { name: "safetensors", write: exportSafetensors, files: ["model.safetensors"], compute: byArchitecture },
];

for (const { compute, files, name, write } of formats) {
  for (const [index, { create, label }] of GENERATOR_ROWS.entries()) {
    Deno.test(`${label} as ${name} computes what the network does, for any batch`, async () => {
      const network = create(), options = generatorOptions(network), place = `${folder}/${name}-${index}`;
      const before = tf.memory().numTensors, written = await write(network, place, options);
      assertEquals(tf.memory().numTensors, before);
      assertEquals([written.folder, written.files], [place, [...files, "README.txt"]]);
      assertEquals([...Deno.readDirSync(place)].map(({ name }) => name).sort(), [...written.files].sort());
      const readme = await Deno.readTextFile(`${place}/README.txt`);
      assertStringIncludes(readme, "each number standard normal: mean 0, deviation 1");
      for (const name of options.classes ?? []) assertStringIncludes(readme, `  ${name}\n`);
      for (const batch of [1, 3]) {
        const inputs = generatorInputs(network, batch);
        const expected = network.predict(inputs) as Tensor, found = await compute(place, inputs);
        assertEquals(found.shape, expected.shape);
        const off = tf.tidy(() => found.sub(expected).abs().max().dataSync()[0]!);
        assert(off <= 1e-5, `off by ${off}`);
        const spread = tf.tidy(() => tf.moments(expected).variance.sqrt().dataSync()[0]!);
        assert(spread > 0.02, `the outputs must differ for the comparison to say anything: deviation ${spread}`);
        tf.dispose([inputs, expected, found]);
      }
      network.dispose();
    });
  }
}
