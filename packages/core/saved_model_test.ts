import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { startCompute } from "./compute.ts";
import { loadSavedModel } from "./saved_model.ts";

await startCompute();

/** What TensorFlow's Python wrote, by testdata/saved_model.py. */
const FOLDER = fileURLToPath(new URL("testdata/saved_model", import.meta.url));

Deno.test("a SavedModel of TensorFlow's Python computes what it does there", () => {
  using model = loadSavedModel(FOLDER);
  assertEquals([model.inputs, model.outputs], [["number", "x"], ["next", "product"]]);
  const before = tf.memory().numTensors;
  for (let call = 1; call <= 3; call++) {
    const x = tf.tensor2d([[call, 0], [0, 1], [1, 1]]), number = tf.tensor1d([5, -1], "int32");
    const { next, product } = model.run({ x, number });
    assertEquals(product!.arraySync(), [[call, 2 * call, 3 * call], [10, 20, 30], [11, 22, 33]]);
    assertEquals([next!.arraySync(), next!.dtype, product!.dtype], [[6, 0], "int32", "float32"]);
    tf.dispose([x, number, next!, product!]);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a batch may have no rows", () => {
  using model = loadSavedModel(FOLDER);
  const { next, product } = model.run({ x: tf.zeros([0, 2]), number: tf.tensor1d([], "int32") });
  assertEquals([product!.shape, next!.shape], [[0, 3], [0]]);
});

Deno.test("inputs must be those that it has, of their types", () => {
  using model = loadSavedModel(FOLDER);
  const x = tf.zeros([1, 2]), number = tf.zeros([1], "int32");
  const begin = `Cannot run SavedModel ${FOLDER} as `;
  assertThrows(() => model.run({ x }), TypeError, `${begin}its inputs must be number and x: received x`);
  assertThrows(() => model.run({}), TypeError, `${begin}its inputs must be number and x: received none`);
  assertThrows(() => model.run({ x, y: number }), TypeError, "received x and y");
  assertThrows(
    () => model.run({ x: number, number }),
    TypeError,
    `${begin}x must be of its type: expected float32, received int32`,
  );
});

Deno.test("what TensorFlow says of a wrong shape is passed on, and the model can be called again", () => {
  using model = loadSavedModel(FOLDER);
  const number = tf.zeros([1], "int32");
  const error = assertThrows(
    () => model.run({ x: tf.zeros([1, 3]), number }),
    Error,
    `Cannot run SavedModel ${FOLDER} as`,
  );
  assertStringIncludes((error as Error).message, "[1,3]");
  assertEquals(model.run({ x: tf.ones([1, 2]), number }).product!.arraySync(), [[11, 22, 33]]);
});

Deno.test("a signature must be there, and of types that TensorFlow.js has", () => {
  assertThrows(
    () => loadSavedModel(FOLDER, { signature: "predict" }),
    Error,
    `Cannot load SavedModel ${FOLDER} as it must have the signature predict: its signatures are `,
  );
  assertThrows(
    () => loadSavedModel(FOLDER, { signature: "exact" }),
    TypeError,
    "must be float32 or int32: current type is 2 of TensorFlow",
  );
});

Deno.test("a folder that is none and a damaged file are refused, over and over", async () => {
  const folder = await Deno.makeTempDir({ prefix: "forger-saved-" });
  try {
    for (let round = 0; round < 3; round++) {
      assertThrows(
        () => loadSavedModel(`${folder}/none`),
        Error,
        `Cannot load SavedModel ${folder}/none as TensorFlow`,
      );
    }
    await Deno.writeFile(
      `${folder}/saved_model.pb`,
      (await Deno.readFile(`${FOLDER}/saved_model.pb`)).subarray(0, 500),
    );
    assertThrows(() => loadSavedModel(folder), Error, `Cannot load SavedModel ${folder} as TensorFlow refused`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a model that was disposed of cannot be called, and may be disposed of again", () => {
  const model = loadSavedModel(FOLDER);
  model[Symbol.dispose]();
  model[Symbol.dispose]();
  assertThrows(
    () => model.run({ x: tf.zeros([1, 2]), number: tf.zeros([1], "int32") }),
    Error,
    `Cannot run SavedModel ${FOLDER} as it must not be disposed`,
  );
  assert(tf.getBackend() === "tensorflow");
});
