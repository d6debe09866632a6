import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../tensor.ts";

type NamedTensors = Record<string, Tensor>;

/** One operation that TensorFlow.js remembers in order to differentiate it. */
interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: NamedTensors;
  readonly outputs: readonly Tensor[];
  readonly saved: readonly Tensor[];
  readonly gradient?: () => never;
}

/** The parts of the TensorFlow.js engine that keep the tape. */
interface TapeEngine {
  readonly state: { readonly activeTape: TapeNode[] };
  addTapeNode(
    kernel: string,
    inputs: NamedTensors,
    outputs: Tensor[],
    gradient: unknown,
    saved: Tensor[],
    attributes: unknown,
  ): void;
}

/** Operations whose output is constant nearly everywhere. */
const CONSTANT = new Set<string>([
  ...[tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.Equal, tf.NotEqual],
  ...[tf.LogicalAnd, tf.LogicalOr, tf.LogicalNot, tf.IsNan, tf.IsInf, tf.IsFinite],
  ...[
    tf.Step,
    tf.Sign,
    tf.Floor,
    tf.Ceil,
    tf.Round,
    tf.ArgMax,
    tf.ArgMin,
    tf.FloorDiv,
    tf.OneHot,
    tf.ZerosLike,
    tf.OnesLike,
  ],
]);

/** Inputs of other operations that have no derivative, or none but zero. */
const CONSTANT_INPUTS = new Map<string, readonly string[]>([
  [tf.Select, ["condition"]],
  [tf.GatherV2, ["indices"]],
  [tf.UnsortedSegmentSum, ["segmentIds"]],
  ["ReluGrad", ["x"]],
  ["Relu6Grad", ["x"]],
  ["LeakyReluGrad", ["x"]],
  [tf.AvgPoolGrad, ["input"]],
  [tf.MaxPoolGrad, ["input", "output"]],
  ["MaxPoolGradGrad", ["input", "output"]],
  [tf.ResizeNearestNeighborGrad, ["images"]],
  [tf.ResizeBilinearGrad, ["images"]],
]);

let corrected = false;

/**
 * Corrects how TensorFlow.js keeps its tape, so that gradients can be differentiated again.
 *
 * - A gradient that uses its operation's output reads a copy of it. TensorFlow.js puts that copy on the tape before the
 *   operation itself, so that walking back from the copy never reaches the operation: the second derivatives of `tanh`,
 *   `sigmoid`, `exp` and all others of this kind lose a term, silently. Here the copies come after the operation.
 * - A custom gradient that uses a value from inside its operation cannot be differentiated again: this says so.
 * - What has no derivative, such as `x > 0`, is left off, instead of failing for want of a gradient or carrying zeros
 *   back through the whole network.
 */
export function correctTape(): void {
  if (corrected) return;
  corrected = true;
  const engine = tf.engine() as unknown as TapeEngine;
  const addTapeNode = engine.addTapeNode;
  engine.addTapeNode = function (kernel, inputs, outputs, gradient, saved, attributes) {
    addTapeNode.call(this, kernel, differentiableInputs(kernel, inputs), outputs, gradient, saved, attributes);
    if (saved.length > 0) moveBeforeCopies(this.state.activeTape, Object.values(inputs));
  };
}

function differentiableInputs(kernel: string, inputs: NamedTensors): NamedTensors {
  if (CONSTANT.has(kernel)) return {};
  const constant = CONSTANT_INPUTS.get(kernel);
  return constant ? Object.fromEntries(Object.entries(inputs).filter(([name]) => !constant.includes(name))) : inputs;
}

/** Moves the tape's last node before the copies that were saved for its gradient. */
function moveBeforeCopies(tape: TapeNode[], inputs: readonly Tensor[]): void {
  const node = tape.pop()!;
  let position = tape.length;
  while (position > 0 && node.saved.includes(tape[position - 1]!.outputs[0]!)) {
    position--;
    const copy = tape[position]!, source = copy.inputs.x!;
    const isFromInside = !inputs.includes(source) && !node.outputs.includes(source);
    if (isFromInside && source.dtype === "float32") tape[position] = refusal(node, copy);
  }
  tape.splice(position, 0, node);
}

/** In place of the copy of a value from inside an operation: throws when a second derivative would have to pass through it. */
function refusal(node: TapeNode, copy: TapeNode): TapeNode {
  return {
    ...copy,
    inputs: node.inputs,
    gradient() {
      throw new Error(
        `Cannot differentiate the gradient of ${node.kernelName} as it must use inputs and outputs of the operation only: ` +
          "compute the loss from plain tensor operations instead",
      );
    },
  };
}
