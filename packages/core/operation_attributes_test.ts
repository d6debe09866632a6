import { assertEquals, assertThrows } from "@std/assert";
import { DataType } from "./data_type.ts";
import { GraphDefBuilder } from "./graph_def.ts";
import {
  AttributeKind,
  boolAttribute,
  floatAttribute,
  intAttribute,
  type OperationAttribute,
  shapeAttribute,
  stringAttribute,
  typeAttribute,
} from "./operation.ts";
import { testBinding } from "./testdata/binding_scope.ts";

const FLOAT = typeAttribute("T", DataType.float32);
const list = (name: string, type: number, value: unknown): OperationAttribute => ({ name, type, value });

testBinding("a string, a bool and a list of integers as attributes", (scope) => {
  const x = scope.floats([1, 2, 2, 1], [1, 2, 3, 4]), filter = scope.floats([1, 1, 1, 1], [10]);
  const conv = (padding: string) =>
    scope.run("Conv2D", [
      FLOAT,
      intAttribute("strides", [1, 2, 1, 1]),
      stringAttribute("padding", padding),
      boolAttribute("use_cudnn_on_gpu", true),
    ], [x, filter])[0]!;
  assertEquals(scope.read(conv("VALID")), [10, 20]);
  assertThrows(() => conv("SIDEWAYS"), Error, "SIDEWAYS");
});

testBinding("an integer and a float as attributes", (scope) => {
  const [concat] = scope.run("Pack", [FLOAT, intAttribute("N", 2), intAttribute("axis", -1)], [
    scope.floats([2], [1, 2]),
    scope.floats([2], [3, 4]),
  ]);
  assertEquals(scope.read(concat!), [1, 3, 2, 4]);
  const [leaky] = scope.run("LeakyRelu", [FLOAT, floatAttribute("alpha", 0.25)], [scope.floats([2], [-4, 4])]);
  assertEquals(scope.read(leaky!), [-1, 4]);
});

testBinding("a list of floats as an attribute", (scope) => {
  const attributes = [FLOAT, list("boundaries", AttributeKind.float, [0, 10, 100])];
  assertEquals(scope.read(scope.run("Bucketize", attributes, [scope.floats([4], [-5, 10000, 150, 10])])[0]!), [
    0,
    3,
    3,
    2,
  ]);
});

testBinding("lists of strings and of types as attributes", (scope) => {
  const x = scope.floats([1, 1, 2, 1], [1, -2]),
    filter = scope.floats([1, 1, 1, 1], [2]),
    bias = scope.floats([1], [1]);
  const [fused] = scope.run("_FusedConv2D", [
    FLOAT,
    list("TArgs", AttributeKind.type, [DataType.float32]),
    intAttribute("num_args", 1),
    intAttribute("num_host_args", 0),
    intAttribute("strides", [1, 1, 1, 1]),
    stringAttribute("padding", "SAME"),
    list("fused_ops", AttributeKind.string, ["BiasAdd", "Relu"]),
  ], [x, filter, bias]);
  assertEquals(scope.read(fused!), [3, 0]);
});

testBinding("a list of types as an attribute of an operation with several outputs", (scope) => {
  const types = list("T", AttributeKind.type, [DataType.float32, DataType.int32]);
  const [floats, integers] = scope.run(
    "IdentityN",
    [types],
    [scope.floats([1], [1.5]), scope.integers([2], [7, 8])],
    2,
  );
  assertEquals([scope.read(floats!), scope.read(integers!)], [[1.5], [7, 8]]);
});

testBinding("a list of bools as an attribute", (scope) => {
  // no operation at hand takes one, and TensorFlow lets unknown ones pass: this shows that it harms nothing
  const [same] = scope.run("Identity", [FLOAT, list("_flags", AttributeKind.bool, [true, false])], [
    scope.floats([1], [5]),
  ]);
  assertEquals(scope.read(same!), [5]);
});

testBinding("a shape as an attribute, also that of a scalar", (scope) => {
  const ensure = (shape: number[], id: number) =>
    scope.run("EnsureShape", [FLOAT, shapeAttribute("shape", shape)], [id])[0]!;
  assertEquals(scope.native.shape(ensure([2, 3], scope.floats([2, 3], [1, 2, 3, 4, 5, 6]))), [2, 3]);
  assertEquals(scope.native.shape(ensure([], scope.floats([], [1]))), []);
  assertThrows(() => ensure([3, 2], scope.floats([2, 3], [1, 2, 3, 4, 5, 6])), Error, "EnsureShape");
});

testBinding("a list of shapes as an attribute", (scope) => {
  const [queue] = scope.run("FIFOQueueV2", [
    list("component_types", AttributeKind.type, [DataType.float32, DataType.int32]),
    list("shapes", AttributeKind.shape, [[2], []]),
    intAttribute("capacity", 3),
  ], []);
  const types = list("Tcomponents", AttributeKind.type, [DataType.float32, DataType.int32]);
  const enqueue = (floats: number) =>
    scope.run("QueueEnqueueV2", [types], [queue!, floats, scope.integers([], [9])], 0);
  assertEquals(enqueue(scope.floats([2], [1, 2])), []);
  assertThrows(() => enqueue(scope.floats([3], [1, 2, 3])), Error, "QueueEnqueueV2");
  const [floats, integer] = scope.run(
    "QueueDequeueV2",
    [list("component_types", AttributeKind.type, [DataType.float32, DataType.int32])],
    [queue!],
    2,
  );
  assertEquals([scope.read(floats!), scope.read(integer!)], [[1, 2], [9]]);
});

testBinding("a function as an attribute, its graph added and removed", (scope) => {
  const graph = new GraphDefBuilder();
  graph.node("x", "Placeholder", [], [typeAttribute("dtype", DataType.float32)]);
  graph.node("square", "Square", ["x"], [FLOAT]);
  scope.native.addFunction("binding_test_square", graph.finish(), [["x", 0]], [["square", 0]]);
  const types = (name: string) => list(name, AttributeKind.type, [DataType.float32]);
  const call = () =>
    scope.run("PartitionedCall", [
      types("Tin"),
      types("Tout"),
      list("f", AttributeKind.function, "binding_test_square"),
    ], [scope.floats([2], [3, 4])]);
  assertEquals(scope.read(call()[0]!), [9, 16]);
  assertEquals(scope.read(scope.run("binding_test_square", [], [scope.floats([1], [5])])[0]!), [25]);
  scope.native.removeFunction("binding_test_square");
  assertThrows(() => scope.run("binding_test_square", [], [scope.floats([1], [5])]), Error, "binding_test_square");
});

testBinding("an attribute of an unknown kind is refused", (scope) => {
  assertThrows(
    () => scope.run("Identity", [FLOAT, list("strange", 77, 1)], [scope.floats([1], [1])]),
    TypeError,
    "Cannot run operation Identity as the kind of attribute strange must be known: current value is 77",
  );
});
