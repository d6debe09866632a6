import { startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { onnxExtractor } from "./_onnx_extractor.ts";
import { extractFeatures } from "./extract_features.ts";
import { onnxFeatures, type OnnxFeaturesOptions } from "./onnx_features.ts";
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession, type OnnxTensor } from "./onnx_runtime.ts";

await startCompute({ backend: "cpu" });

/** What a stand-in for onnxruntime was asked, and what its model is. */
interface StandIn {
  readonly runs: OnnxTensor[];
  readonly models: Uint8Array[];
  released: number;
  readonly input?: { name: string; type?: string; shape?: (number | string)[] }[];
  readonly outputs?: readonly string[];
  readonly answer?: (images: OnnxTensor) => OnnxTensor;
}

/** A runtime whose model gives the first value of each image and the number of the run. */
function runtimeOf(standIn: StandIn): OnnxRuntime {
  const { input = [{ name: "x", type: "float32", shape: ["n", 3, 2, 2] }], outputs = ["y"] } = standIn;
  const answer = standIn.answer ?? (({ data, dims }: OnnxTensor): OnnxTensor => {
    const each = data.length / dims[0]!;
    const rows = Array.from({ length: dims[0]! }, (_, row) => [data[row * each] as number, standIn.runs.length]);
    return { type: "float32", data: Float32Array.from(rows.flat()), dims: [dims[0]!, 2] };
  });
  const session: OnnxSession = {
    inputNames: input.map(({ name }) => name),
    outputNames: outputs,
    inputMetadata: input,
    run(inputs, [output]) {
      standIn.runs.push(inputs["x"]!);
      return Promise.resolve({ [output!]: answer(inputs["x"]!) });
    },
    release: () => Promise.resolve(void standIn.released++),
  };
  return {
    InferenceSession: {
      create(model) {
        standIn.models.push(model);
        return Promise.resolve(session);
      },
    },
    Tensor: class {
      constructor(readonly type: "float32", readonly data: Float32Array, readonly dims: readonly number[]) {}
    },
  };
}

const newStandIn = (change: Partial<StandIn> = {}): StandIn => ({ runs: [], models: [], released: 0, ...change });

const make = (standIn: StandIn, options: Partial<OnnxFeaturesOptions> = {}) =>
  onnxExtractor(runtimeOf(standIn), Uint8Array.of(1, 2, 3), { path: "", action: "test", file: "m.onnx", ...options });

const IMAGES = Float32Array.from({ length: 3 * 12 }, (_, index) => index / 36);
const images = (): tf.Tensor => tf.tensor(IMAGES, [3, 2, 2, 3]);

Deno.test("PyTorch's order of axes is the model's, unless it is said otherwise", async () => {
  const first = newStandIn();
  const extractor = await make(first);
  assertEquals([extractor.size, extractor.name], [2, "m.onnx"]);
  await extractFeatures(extractor, [images()]);
  assertEquals(first.runs[1]!.dims, [3, 3, 2, 2]);
  const expected = [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11].map((index) => IMAGES[index]!); // one channel after another
  expected.forEach((value, index) => assertAlmostEquals(first.runs[1]!.data[index] as number, value, 1e-6));

  const last = newStandIn({ input: [{ name: "x", type: "float32", shape: [-1, 2, 2, 3] }] });
  await extractFeatures(await make(last, { layout: "nhwc" }), [images()]);
  assertEquals(last.runs[1]!.dims, [3, 2, 2, 3]);
  IMAGES.forEach((value, index) => assertAlmostEquals(last.runs[1]!.data[index] as number, value, 1e-6));
});

Deno.test("a model that takes two images at a time gets two, and what fills the last two is left out", async () => {
  const standIn = newStandIn({ input: [{ name: "x", type: "float32", shape: [2, 3, 2, 2] }] });
  const extractor = await make(standIn), before = tf.memory().numTensors;
  const { count, values } = await extractFeatures(extractor, [images()]);
  assertEquals(tf.memory().numTensors, before + 1); // the images
  assertEquals(standIn.runs.map(({ dims }) => dims[0]), [2, 2, 2]); // the first for the size
  assertEquals(count, 3);
  [0, 2, 12 / 36, 2, 24 / 36, 3].forEach((value, index) => assertAlmostEquals(values[index]!, value, 1e-6));
});

Deno.test("an output with height and width is averaged over them, in the layout's order", async () => {
  const answer = ({ dims }: OnnxTensor): OnnxTensor => ({
    type: "float32",
    data: Float32Array.from({ length: dims[0]! * 8 }, (_, index) => index % 8),
    dims: [dims[0]!, 2, 2, 2],
  });
  const first = await extractFeatures(await make(newStandIn({ answer })), [images()]);
  assertEquals([...first.values.subarray(0, 2)], [1.5, 5.5]);
  const input = [{ name: "x", type: "float32", shape: ["n", 2, 2, 3] }];
  const last = await extractFeatures(await make(newStandIn({ answer, input }), { layout: "nhwc" }), [images()]);
  assertEquals([...last.values.subarray(0, 2)], [3, 4]);
});

Deno.test("a tensor within the model is added to its outputs", async () => {
  const standIn = newStandIn(), name = "pool/1";
  const extractor = await make(standIn, { output: name });
  const bytes = [0x3a, 10, 0x62, 8, 0x0a, 6, ...new TextEncoder().encode(name)]; // graph { output { name } }
  assertEquals([...standIn.models[1]!], [1, 2, 3, ...bytes]);
  assertEquals(extractor.name, "m.onnx, pool/1");
  assertEquals(standIn.released, 1); // the session without it
});

Deno.test("the hash follows file, output, layout and what is done to images", async () => {
  const made = await Promise.all([
    make(newStandIn()),
    onnxExtractor(runtimeOf(newStandIn()), Uint8Array.of(1, 2, 4), { path: "", action: "test", file: "m.onnx" }),
    make(newStandIn({ outputs: ["y", "z"] }), { output: "z" }),
    make(newStandIn(), { range: [0, 1] }),
    make(newStandIn(), { resize: "bilinear" }),
  ]);
  assertEquals(new Set(made.map(({ hash }) => hash)).size, made.length);
});

const shaped = (...shape: (number | string)[]) => ({ input: [{ name: "x", type: "float32", shape }] });
const inputs = ["x", "labels"].map((name) => ({ name, type: "float32", shape: ["n", 3, 2, 2] }));
const numbers = (type: string, data: ArrayLike<unknown>, dims: number[]) => ({ answer: () => ({ type, data, dims }) });

const faults: [
  standIn: Partial<StandIn>,
  options: Partial<OnnxFeaturesOptions>,
  error: ErrorConstructor,
  message: string,
][] = [
  [{}, { layout: "hwc" as never }, RangeError, 'layout must be "nchw" or "nhwc": current value is hwc'],
  [{}, { input: "y" }, RangeError, "input must be the only input of m.onnx: current value is y of x"],
  [{ input: inputs }, {}, RangeError, "input must be the only input of m.onnx: current value is x of x, labels"],
  [
    shaped("n", 3),
    {},
    TypeError,
    "must be float32 images in the layout nchw, with known channels: received float32 [n,3]",
  ],
  [shaped("n", "c", 2, 2), {}, TypeError, "with known channels: received float32 [n,c,2,2]"],
  [{ input: [{ name: "x", type: "uint8", shape: [1, 3, 2, 2] }] }, {}, TypeError, "received uint8 [1,3,2,2]"],
  [shaped("n", 3, "h", "w"), {}, RangeError, "size must be given where m.onnx takes any height and width"],
  [{}, { size: [2, 3] }, RangeError, "size must be that of m.onnx, [2,2]: current value is [2,3]"],
  [{}, { mean: [1] }, RangeError, "mean must be a number for each of 3 channels"],
  [numbers("int64", BigInt64Array.of(1n), [1, 1]), {}, TypeError, "the output must be float32: current type is int64"],
  [numbers("float32", Float32Array.of(1), [1]), {}, TypeError, "features with height and width: current shape is [1]"],
];

for (const [change, options, error, message] of faults) {
  Deno.test(`an ONNX model is refused: ${message}`, async () => {
    const standIn = newStandIn(change), before = tf.memory().numTensors;
    await assertRejects(() => make(standIn, options), error, message);
    assertEquals(standIn.released, standIn.models.length);
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("a model that cannot be opened is refused by its name", async () => {
  const runtime = {
    ...runtimeOf(newStandIn()),
    InferenceSession: { create: () => Promise.reject(new Error("no graph")) },
  };
  await assertRejects(
    () => onnxExtractor(runtime, new Uint8Array(3), { path: "", action: "test", file: "m.onnx" }),
    Error,
    "Cannot test as m.onnx must be an ONNX model that holds its weights: no graph",
  );
});

Deno.test("a missing file is refused before anything is installed", async () => {
  const install = () => Promise.reject(new Error("was installed"));
  const path = join(await Deno.makeTempDir(), "none.onnx");
  await assertRejects(() => onnxFeatures({ path, runtime: { install } }), Error, `as ${path} must be a file: No such`);
});

Deno.test("onnxruntime is installed once, with pinned versions and checksums", async () => {
  const folder = join(await Deno.makeTempDir(), "onnx"), said: string[] = [];
  let installed = 0;
  const install = async (place: string) => {
    installed++;
    const settings = JSON.parse(await Deno.readTextFile(join(place, "deno.json")));
    assertEquals(settings.imports, { "onnxruntime-node": "npm:onnxruntime-node@1.30.0" });
    assertEquals(settings.allowScripts, { deny: ["npm:onnxruntime-node"] });
    const { npm } = JSON.parse(await Deno.readTextFile(join(place, "deno.lock")));
    assert(
      Object.values(npm as Record<string, { integrity: string }>).every(({ integrity }) => /^sha512-/.test(integrity)),
    );
    assert("onnxruntime-node@1.30.0" in npm && "onnxruntime-common@1.30.0" in npm);
    const code = join(place, "node_modules", "onnxruntime-node");
    await Deno.mkdir(code, { recursive: true });
    await Deno.writeTextFile(join(code, "index.js"), "module.exports = { isStandIn: true };");
    return { success: true, output: "" };
  };
  const options = { folder, install, onProgress: (message: string) => void said.push(message) };
  const [one, other] = await Promise.all([loadOnnxRuntime(options), loadOnnxRuntime(options)]);
  assertEquals([one, other].map((runtime) => "isStandIn" in runtime), [true, true]);
  assertEquals([installed, said.filter((message) => message.startsWith("Installing")).length], [1, 1]);
});

Deno.test("what fails in the installation is said, and it is tried again the next time", async () => {
  const folder = join(await Deno.makeTempDir(), "onnx");
  const fail = () => Promise.resolve({ success: false, output: "error: cannot reach registry\n" });
  const message = "as `deno install` failed: error: cannot reach registry";
  await assertRejects(() => loadOnnxRuntime({ folder, install: fail }), Error, message);
  await assertRejects(() => loadOnnxRuntime({ folder, install: fail }), Error, message);
  const empty = () => Promise.resolve({ success: true, output: "" });
  await assertRejects(
    () => loadOnnxRuntime({ folder, install: empty }),
    Error,
    `To install it anew, remove the folder`,
  );
});
