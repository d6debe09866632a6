import * as tf from "@tensorflow/tfjs";
import { startCompute } from "../compute.ts";
import type { OperationObserver } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";

/** The names of the operations that TensorFlow runs while a function runs. */
export async function operationsOf(run: () => void): Promise<Set<string>> {
  await startCompute({ backend: "tensorflow" });
  const { native } = tf.backend() as TensorflowBackend;
  const names = new Set<string>();
  const observer: OperationObserver = {
    operation: (name) => void names.add(name),
    upload() {},
    read() {},
    delete() {},
  };
  native.observer = observer;
  try {
    run();
  } finally {
    native.observer = undefined;
  }
  return names;
}

/** What a function gives on the plain backend and on TensorFlow, and the operations that TensorFlow ran for it. */
export async function onBothBackends(run: () => Tensor): Promise<{
  readonly expected: Tensor;
  readonly actual: Tensor;
  readonly names: ReadonlySet<string>;
}> {
  await startCompute({ backend: "cpu" });
  const expected = run();
  const results: Tensor[] = [];
  const names = await operationsOf(() => void results.push(run()));
  return { expected, actual: results[0]!, names };
}
