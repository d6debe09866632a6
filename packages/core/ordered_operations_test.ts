// Operations that take nothing of each other run in a graph in any order, unless they are recorded as ordered.
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { CompiledStep } from "./compiled_step.ts";
import { startCompute } from "./compute.ts";
import { DataType } from "./data_type.ts";
import { typeAttribute } from "./operation.ts";
import { activeRecorder, StepRecorder } from "./recorder.ts";
import type { Tensor } from "./tensor.ts";
import { activeTensorflowBackend } from "./tensorflow_backend.ts";

/** The number of the tensor that holds the time, once another tensor is computed where one is given. */
function clock(after: readonly number[] = []): number {
  const { native } = activeTensorflowBackend()!;
  const run = () => native.executeOp("Timestamp", [], [], 1)[0]!;
  return activeRecorder()!.ordered({ name: "Timestamp", attributes: [], inputs: [], after }, run).id;
}

function difference(end: number, begin: number): Tensor {
  const backend = activeTensorflowBackend()!;
  const [seconds] = backend.native.executeOp("Sub", [typeAttribute("T", DataType.float64)], [end, begin], 1);
  const types = [typeAttribute("SrcT", DataType.float64), typeAttribute("DstT", DataType.float32)];
  return backend.tensorOf(backend.native.executeOp("Cast", types, [seconds!.id], 1)[0]!);
}

Deno.test("an ordered operation runs after the tensors that it is told to, and after the ordered ones before it", async () => {
  await startCompute({ backend: "tensorflow" });
  const backend = activeTensorflowBackend()!, matrix = tf.variable(tf.fill([400, 400], 1e-3));
  const step = new CompiledStep(() => {
    const begin = clock();
    let product: Tensor = matrix.add(difference(begin, begin)); // else it might come before
    for (let index = 0; index < 12; index++) product = product.matMul(matrix);
    const middle = clock([backend.tensorId(product)]), end = clock();
    return { computing: difference(middle, begin), nothing: difference(end, middle), all: difference(end, begin) };
  }, { mode: "graph" });
  await step.run([], 2); // the first calls make more than they compute
  const rows = await step.run([], 5);
  for (let row = 0; row < 5; row++) {
    const [computing, nothing, all] = rows.subarray(3 * row, 3 * row + 3) as unknown as [number, number, number];
    assert(computing > 1e-3, `twelve products take ${computing} s`);
    assert(nothing >= 0 && all >= computing, `${computing}, ${nothing} and ${all} s`);
  }
  step.dispose();
  matrix.dispose();
});

Deno.test("each ordered operation comes after the one before it, and what only orders is not left out", async () => {
  await startCompute({ backend: "tensorflow" });
  const recorder = new StepRecorder(activeTensorflowBackend()!);
  const [first, second] = recorder.record(() => [clock([7]), clock()]);
  assertEquals(recorder.operations.map(({ after, outputs }) => ({ after, outputs })), [
    { after: [7], outputs: [first!] },
    { after: [first!], outputs: [second!] },
  ]);
  for (const id of [first!, second!]) activeTensorflowBackend()!.native.deleteTensor(id);
});
