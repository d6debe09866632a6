import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { LibtensorflowBinding } from "../binding.ts";
import { startCompute } from "../compute.ts";
import { DataType } from "../data_type.ts";
import type { OperationAttribute } from "../operation.ts";
import type { TensorflowBackend } from "../tensorflow_backend.ts";

/** A scope whose tensors are all deleted at its end. */
export class BindingScope {
  readonly #made: number[] = [];
  readonly native: LibtensorflowBinding;

  constructor(native: LibtensorflowBinding) {
    this.native = native;
  }

  keep(id: number): number {
    this.#made.push(id);
    return id;
  }

  floats(shape: number[], values: number[]): number {
    return this.keep(this.native.createTensor(shape, DataType.float32, Float32Array.from(values)));
  }

  integers(shape: number[], values: number[]): number {
    return this.keep(this.native.createTensor(shape, DataType.int32, Int32Array.from(values)));
  }

  run(name: string, attributes: OperationAttribute[], inputs: number[], outputs = 1): number[] {
    return this.native.executeOp(name, attributes, inputs, outputs).map(({ id }) => this.keep(id));
  }

  read(id: number): unknown[] {
    return Array.from(this.native.tensorDataSync(id) as ArrayLike<unknown>);
  }

  end(): void {
    for (const id of this.#made) this.native.deleteTensor(id);
  }
}

/** A test that must leave as many tensors as it found. */
export function testBinding(name: string, run: (scope: BindingScope) => void | Promise<void>): void {
  Deno.test(`binding: ${name}`, async () => {
    await startCompute({ backend: "tensorflow" });
    const { native } = tf.backend() as TensorflowBackend,
      before = native.getNumOfTensors(),
      scope = new BindingScope(native);
    try {
      await run(scope);
    } finally {
      scope.end();
    }
    assertEquals(native.getNumOfTensors(), before);
  });
}
