import type { OperationAttribute, OperationObserver, TensorMetadata } from "./operation.ts";
import type { Variable } from "./tensor.ts";
import type { DataId, TensorflowBackend } from "./tensorflow_backend.ts";

/** An operation that a step ran while it was recorded; tensors are numbers of the binding's handles. */
export interface RecordedOperation {
  readonly name: string;
  readonly attributes: readonly OperationAttribute[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Tensors that must be computed before the operation begins, though it does not take them. */
  readonly after?: readonly number[];
  /** For an operation that updates variables in place: which, and the tensors that hold their values before and after it. */
  readonly update?: {
    readonly variables: readonly Variable[];
    readonly before: readonly number[];
    readonly after: readonly number[];
  };
}

/** Values that a step took from JavaScript. */
export interface RecordedConstant {
  readonly dataType: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Operations that give other values at every call, which a compiled step could not repeat. */
const UNREPEATABLE = new Set([
  "Multinomial",
  "RandomUniform",
  "RandomStandardNormal",
  "TruncatedNormal",
  "RandomUniformInt",
  "RandomShuffle",
]);

let active: StepRecorder | undefined;

/** The recorder of the step that is being recorded, if one is. */
export function activeRecorder(): StepRecorder | undefined {
  return active;
}

/** Records the operations of a training step while it runs once. */
export class StepRecorder implements OperationObserver {
  readonly operations: RecordedOperation[] = [];
  readonly constants: Map<number, RecordedConstant> = new Map();
  readonly #backend: TensorflowBackend;
  readonly #firstId: number;
  readonly #created = new WeakSet<DataId>();
  #lastOrdered: number | undefined;

  constructor(backend: TensorflowBackend) {
    this.#backend = backend;
    this.#firstId = backend.native.nextTensorId;
  }

  /** Notes that data were made by the step. */
  created(dataId: DataId): void {
    this.#created.add(dataId);
  }

  /** Whether data were made by the step, not before it. */
  hasCreated(dataId: DataId): boolean {
    return this.#created.has(dataId);
  }

  /** Runs a function while everything that it computes is recorded. */
  record<T>(run: () => T): T {
    if (active) throw new Error("Cannot compile a step inside of a step as only one can be recorded at a time");
    active = this;
    this.#backend.native.observer = this;
    try {
      return run();
    } finally {
      this.#backend.native.observer = undefined;
      active = undefined;
    }
  }

  /** Runs a function without recording what it computes. */
  pause<T>(run: () => T): T {
    this.#backend.native.observer = undefined;
    try {
      return run();
    } finally {
      this.#backend.native.observer = this;
    }
  }

  /**
   * Records an operation without running it; operations that are ordered run one after the other, in the order in which they
   * are recorded.
   *
   * @param standIn Runs unrecorded and makes a tensor in the place of the one that the operation gives.
   * @param after Tensors that must be computed before, besides the result of the last ordered operation.
   */
  ordered(
    { name, attributes, inputs, after = [] }: Pick<RecordedOperation, "name" | "attributes" | "inputs" | "after">,
    standIn: () => TensorMetadata,
  ): TensorMetadata {
    const output = this.pause(standIn);
    const last = this.#lastOrdered === undefined ? [] : [this.#lastOrdered];
    this.operations.push({ name, attributes, inputs, outputs: [output.id], after: [...after, ...last] });
    this.#lastOrdered = output.id;
    return output;
  }

  /** Records an operation that updates variables in place; later uses of these variables see the values after it. */
  update(
    name: string,
    attributes: readonly OperationAttribute[],
    variables: readonly Variable[],
    inputs: readonly number[],
  ): void {
    const before = variables.map((variable) => this.#backend.tensorId(variable));
    const after = variables.map((variable) =>
      this.pause(() => {
        // the value is the old one still: while recording, only the identity of the new tensor counts
        const alias = this.#backend.alias(variable);
        const tensor = this.#backend.tensorOf(alias);
        variable.assign(tensor);
        tensor.dispose();
        return alias.id;
      })
    );
    this.operations.push({ name, attributes, inputs, outputs: [], update: { variables, before, after } });
  }

  operation(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputs: readonly TensorMetadata[],
  ): void {
    if (UNREPEATABLE.has(name)) {
      throw new Error(
        `Cannot run ${name} inside a compiled step as its randomness must come from the step's random streams: use random.uniform() or random.normal() of the step instead`,
      );
    }
    this.operations.push({
      name,
      attributes: [...attributes],
      inputs: [...inputs],
      outputs: outputs.map(({ id }) => id),
    });
  }

  upload(id: number, dataType: number, shape: readonly number[], bytes: Uint8Array): void {
    this.constants.set(id, { dataType, shape: [...shape], bytes: bytes.slice() });
  }

  read(): void {
    throw new Error(
      "Cannot read a tensor's values inside a compiled step as they are not known while it is recorded: return the tensor from the step, or compute with tensor operations (tf.where instead of if)",
    );
  }

  delete(id: number): void {
    if (id >= this.#firstId) return;
    throw new Error(
      "Cannot dispose a tensor from outside inside a compiled step as the step will use it again: dispose it after the last step",
    );
  }
}
