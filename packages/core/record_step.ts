import * as tf from "@tensorflow/tfjs";
import { guarded } from "./guards.ts";
import { type RecordedConstant, type RecordedOperation, StepRecorder } from "./recorder.ts";
import type { Tensor, Variable } from "./tensor.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";

/** A training step: takes tensors, updates variables, and gives named scalars to be logged. */
export type Step = (inputs: readonly Tensor[]) => Readonly<Record<string, Tensor>>;

/** What a step did, as data: operations between numbered tensors, and where each tensor came from. */
export interface StepRecording {
  readonly operations: readonly RecordedOperation[];
  readonly constants: ReadonlyMap<number, RecordedConstant>;
  /** Tensors given to the step, by position. */
  readonly inputs: readonly { readonly id: number; readonly dataType: number }[];
  /** The registered variables: the tensor that each held before the step and after it. */
  readonly variables: readonly { readonly variable: Variable; readonly before: number; readonly after: number }[];
  /** Tensors from outside that the step used: a handle of our own on each, or of one that may be replaced where to find it. */
  readonly captured: readonly CapturedTensor[];
  /** The scalars that the step gave. */
  readonly outputs: readonly { readonly name: string; readonly id: number; readonly dataType: number }[];
}

/** A tensor from outside that a step uses. */
export interface CapturedTensor {
  readonly id: number;
  readonly dataType: number;
  readonly handle: { readonly current: number };
  /** Whether the handle is the recording's own, to be freed with it. */
  readonly owned: boolean;
}

/** Runs a step; what it gives are tensors of their own, also where it gives a variable or a tensor from outside. */
export function runStep(step: Step, inputs: readonly Tensor[]): Record<string, Tensor> {
  return tf.tidy(() =>
    Object.fromEntries(Object.entries(step(inputs)).map(([name, tensor]) => [name, tensor.clone()]))
  );
}

/** Gives every variable a tensor handle that nothing else shares, and a way back to what it held before. */
function isolateVariables(backend: TensorflowBackend, variables: readonly Variable[]): () => void {
  const originals = variables.map((variable) => variable.clone());
  const isolated = variables.map((variable) => {
    const tensor = backend.tensorOf(backend.alias(variable));
    variable.assign(tensor);
    return tensor; // held until the end, so that assigning to the variable does not delete the handle
  });
  return () => {
    variables.forEach((variable, index) => variable.assign(originals[index]!));
    originals.forEach((tensor) => tensor.dispose());
    isolated.forEach((tensor) => tensor.dispose());
  };
}

/**
 * Runs a step once and records what it does; afterwards all variables are as before.
 *
 * @throws {Error} If the step does what a compiled step cannot repeat; the message names the remedy.
 */
export function recordStep(backend: TensorflowBackend, step: Step, inputs: readonly Tensor[]): StepRecording {
  const { native } = backend;
  const variables = Object.values(tf.engine().registeredVariables) as Variable[];
  const restore = isolateVariables(backend, variables);
  try {
    const inputIds = inputs.map((input) => backend.tensorId(input));
    const before = variables.map((variable) => backend.tensorId(variable));
    const recorder = new StepRecorder(backend);
    const outputs = guarded(() =>
      recorder.record(() => {
        const results = runStep(step, inputs);
        // what was never an operation's input is not on the device yet
        for (const tensor of [...Object.values(results), ...variables]) backend.tensorId(tensor);
        return results;
      })
    );
    try {
      const described = Object.entries(outputs).map(([name, tensor]) => describeOutput(backend, name, tensor));
      const held = variables.map((variable, index) => ({
        variable,
        before: before[index]!,
        after: backend.tensorId(variable),
      }));
      const known = [...inputIds, ...before],
        wanted = [...described.map(({ id }) => id), ...held.map(({ after }) => after)];
      return {
        operations: recorder.operations,
        constants: recorder.constants,
        inputs: inputIds.map((id) => ({ id, dataType: native.dataType(id) })),
        variables: held,
        captured: captureOutsideTensors(backend, recorder, known, wanted),
        outputs: described,
      };
    } finally {
      tf.dispose(outputs);
    }
  } finally {
    restore();
  }
}

function describeOutput(backend: TensorflowBackend, name: string, tensor: Tensor): StepRecording["outputs"][number] {
  if (tensor.size !== 1) {
    throw new TypeError(
      `Cannot compile step as its output "${name}" must be a scalar: current shape is [${tensor.shape}]`,
    );
  }
  const id = backend.tensorId(tensor);
  return { name, id, dataType: backend.native.dataType(id) };
}

function captureOutsideTensors(
  backend: TensorflowBackend,
  recorder: StepRecorder,
  known: readonly number[],
  wanted: readonly number[],
): StepRecording["captured"] {
  const inside = new Set<number>([...known, ...recorder.constants.keys()]);
  const outside = new Set<number>();
  for (const { inputs, outputs, update } of recorder.operations) {
    for (const id of [...inputs, ...update?.before ?? []]) if (!inside.has(id)) outside.add(id);
    for (const id of [...outputs, ...update?.after ?? []]) inside.add(id);
  }
  for (const id of wanted) if (!inside.has(id)) outside.add(id);
  return [...outside].map((id) => {
    const handle = backend.replaceable.get(id);
    if (handle) return { id, handle, dataType: backend.native.dataType(id), owned: false };
    const alias = backend.aliasOfId(id);
    return { id, handle: { current: alias.id }, dataType: alias.dtype, owned: true };
  });
}
