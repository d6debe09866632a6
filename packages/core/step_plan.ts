import { DataType } from "./data_type.ts";
import type { OperationAttribute } from "./operation.ts";
import type { StepRecording } from "./record_step.ts";
import type { StepFunction } from "./step_graph.ts";
import type { Tensor } from "./tensor.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";
import { variableResources } from "./variable_resources.ts";

/** A step that is compiled for one set of input shapes. */
export interface StepPlan {
  readonly recording: StepRecording;
  readonly step: StepFunction;
  readonly attributes: readonly OperationAttribute[];
}

/** Brings the variables' values into their resources, and gives what the function takes after the number of steps. */
export function preparePlan(
  backend: TensorflowBackend,
  { recording, step }: StepPlan,
  inputs: readonly Tensor[],
): number[] {
  const resources = variableResources(backend);
  const ids = [
    ...inputs.map((input) => backend.tensorId(input)),
    ...recording.captured.map(({ handle }) => handle.current),
    ...step.variables.map((variable) => resources.current(variable)),
  ];
  for (const variable of step.updated) resources.beforeUpdate(variable);
  return ids;
}

/** Runs the step several times; gives the table of its outputs, of which so many rows are filled. */
export async function executePlan(
  backend: TensorflowBackend,
  plan: StepPlan,
  ids: readonly number[],
  steps: number,
): Promise<Float32Array> {
  const { native } = backend;
  const limit = native.createTensor([], DataType.int32, Int32Array.of(steps));
  try {
    const [table] = await native.executeInBackground(plan.step.name, plan.attributes, [limit, ...ids], 1);
    const values = native.tensorDataSync(table!.id) as Float32Array;
    native.deleteTensor(table!.id);
    return values;
  } finally {
    native.deleteTensor(limit);
  }
}
