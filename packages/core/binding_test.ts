import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";
import { DataType } from "./data_type.ts";
import { shapeAttribute, stringAttribute, typeAttribute } from "./operation.ts";
import { testBinding } from "./testdata/binding_scope.ts";

const FLOAT = typeAttribute("T", DataType.float32);
const encode = (text: string) => new TextEncoder().encode(text);
const STRINGS = ["", "plain", "zürich 😀 漢字", "x".repeat(10_000), "a\0b"];

testBinding("strings go to the device and back, empty, long and of any alphabet", (scope) => {
  const id = scope.keep(scope.native.createTensor([STRINGS.length], DataType.string, STRINGS.map(encode)));
  const [same] = scope.run("Identity", [typeAttribute("T", DataType.string)], [id]);
  for (const each of [id, same!]) {
    assertEquals(
      (scope.native.tensorDataSync(each) as Uint8Array[]).map((bytes) => new TextDecoder().decode(bytes)),
      STRINGS,
    );
  }
  const [lengths] = scope.run("StringLength", [stringAttribute("unit", "BYTE")], [id]);
  assertEquals(scope.read(lengths!), STRINGS.map((text) => encode(text).length));
});

Deno.test("strings pass through TensorFlow.js", async () => {
  await startCompute({ backend: "tensorflow" });
  const tensor = tf.tensor2d([["ä", "b"], ["", "d".repeat(100)]]);
  assertEquals(tensor.reshape([4]).dataSync() as unknown as string[], ["ä", "b", "", "d".repeat(100)]);
});

testBinding("64-bit integers come as halves, as numbers and as big ones, and go as big ones", (scope) => {
  const make = (values: ArrayLike<unknown>, shape: number[]) =>
    scope.read(scope.keep(scope.native.createTensor(shape, DataType.int64, values)));
  assertEquals(make(Int32Array.of(5, 0), []), [5n]);
  assertEquals(make(Int32Array.of(-2, -1), []), [-2n]);
  assertEquals(make(Int32Array.of(0, 1), []), [2n ** 32n]);
  assertEquals(make([1, 2 ** 40], [2]), [1n, 2n ** 40n]);
  assertEquals(make(BigInt64Array.of(-(2n ** 62n)), [1]), [-(2n ** 62n)]);
});

testBinding("bools and bytes keep their values", (scope) => {
  assertEquals(scope.read(scope.keep(scope.native.createTensor([3], DataType.bool, [true, false, 7]))), [1, 0, 1]);
  assertEquals(scope.read(scope.keep(scope.native.createTensor([3], DataType.uint8, Uint8Array.of(0, 128, 255)))), [
    0,
    128,
    255,
  ]);
  const bytes = scope.keep(scope.native.createTensorFromBytes([2], DataType.uint8, Uint8Array.of(3, 4)));
  const [floats] = scope.run("Cast", [typeAttribute("SrcT", DataType.uint8), typeAttribute("DstT", DataType.float32)], [
    bytes,
  ]);
  assertEquals(scope.read(floats!), [3, 4]);
});

testBinding("views into larger buffers upload what they show", (scope) => {
  const all = Float32Array.of(1, 2, 3, 4);
  assertEquals(scope.read(scope.keep(scope.native.createTensor([2], DataType.float32, all.subarray(1, 3)))), [2, 3]);
});

testBinding("what was read stays as it is when the tensor is gone", (scope) => {
  const id = scope.native.createTensor([2], DataType.float32, Float32Array.of(1, 2));
  const values = scope.native.tensorDataSync(id) as Float32Array;
  scope.native.deleteTensor(id);
  for (let i = 0; i < 100; i++) scope.floats([2], [9, 9]);
  assertEquals(values, Float32Array.of(1, 2));
});

testBinding("resource variables are assigned, updated and read", (scope) => {
  const dtype = typeAttribute("dtype", DataType.float32);
  const [variable] = scope.run("VarHandleOp", [
    dtype,
    shapeAttribute("shape", [2]),
    stringAttribute("shared_name", "binding_test"),
  ], []);
  assertEquals(scope.run("AssignVariableOp", [dtype], [variable!, scope.floats([2], [1, 2])], 0), []);
  scope.run("AssignAddVariableOp", [dtype], [variable!, scope.floats([2], [10, 20])], 0);
  assertEquals(scope.read(scope.run("ReadVariableOp", [dtype], [variable!])[0]!), [11, 22]);
  assertEquals(scope.native.dataType(variable!), DataType.resource);
  assertThrows(
    () => scope.read(variable!),
    TypeError,
    "Cannot read tensor as it must hold values: it is a resource handle",
  );
  scope.run("DestroyResourceOp", [], [variable!], 0);
});

testBinding("empty tensors and scalars", (scope) => {
  assertEquals([scope.native.shape(scope.floats([0, 3], [])), scope.read(scope.floats([0, 3], []))], [[0, 3], []]);
  assertEquals([scope.native.shape(scope.floats([], [4])), scope.read(scope.floats([], [4]))], [[], [4]]);
});

testBinding("what TensorFlow refuses names the operation and TensorFlow's reason", (scope) => {
  const a = scope.floats([2, 3], [1, 2, 3, 4, 5, 6]);
  const product = assertThrows(() => scope.run("MatMul", [FLOAT], [a, a]), Error);
  assert(product.message.startsWith("Cannot run operation MatMul as TensorFlow refused: "), product.message);
  assert(/\[2,3\]/.test(product.message), product.message);
  const unknown = assertThrows(() => scope.run("NoSuchOperation", [], []), Error);
  assert(unknown.message.includes("NoSuchOperation"), unknown.message);
  assertThrows(() => scope.run("Identity", [typeAttribute("T", DataType.int32)], [a]), Error, "Identity");
  // and the next operation runs
  assertEquals(scope.read(scope.run("Square", [FLOAT], [a])[0]!), [1, 4, 9, 16, 25, 36]);
});

testBinding("what TensorFlow refuses in the background is told in the same way", async (scope) => {
  const a = scope.floats([2, 3], [1, 2, 3, 4, 5, 6]);
  await assertRejects(
    () => scope.native.executeInBackground("MatMul", [FLOAT], [a, a], 1),
    Error,
    "Cannot run MatMul as TensorFlow refused: ",
  );
  const [square] = await scope.native.executeInBackground("Square", [FLOAT], [a], 1);
  assertEquals(scope.read(scope.keep(square!.id)), [1, 4, 9, 16, 25, 36]);
});

testBinding("a wrong number of bytes is refused", (scope) => {
  assertThrows(
    () => scope.native.createTensorFromBytes([2, 2], DataType.float32, new Uint8Array(15)),
    RangeError,
    "Cannot create tensor as bytes must have the length of shape [2,2], 16: current value is 15",
  );
  assertThrows(() => scope.native.createTensor([5], DataType.float32, Float32Array.of(1, 2)), RangeError);
});

testBinding("a data type without a size is refused", (scope) => {
  assertThrows(
    () => scope.native.createTensorFromBytes([1], 1234, new Uint8Array(4)),
    TypeError,
    "current value is 1234",
  );
});

testBinding("a deleted tensor is refused by its number", (scope) => {
  const id = scope.native.createTensor([], DataType.float32, Float32Array.of(1));
  scope.native.deleteTensor(id);
  scope.native.deleteTensor(id); // twice does no harm
  const message = `Cannot use tensor as it must not be disposed: its number is ${id}`;
  assertThrows(() => scope.native.tensorDataSync(id), Error, message);
  assertThrows(() => scope.run("Square", [FLOAT], [id]), Error, message);
  assert(scope.floats([], [1]) > id, "numbers are not used again");
});

testBinding("the devices have names, and a CPU is among them", (scope) => {
  assert(scope.native.devices.some((name) => /device:CPU:0$/.test(name)), `${scope.native.devices}`);
  assert(/^\d+\.\d+\.\d+/.test(scope.native.TF_Version), scope.native.TF_Version);
});

testBinding("saved models are refused", (scope) => {
  for (const method of ["loadSavedModel", "runSavedModel", "deleteSavedModel"] as const) {
    assertThrows(
      () => scope.native[method](),
      Error,
      "Cannot load SavedModel as Forger reads TensorFlow.js layers models only",
    );
  }
  assertEquals(scope.native.getNumOfSavedModels(), 0);
});
