import type { OperationAttribute } from "./operation.ts";
import { activeRecorder } from "./recorder.ts";
import type { Tensor, Variable } from "./tensor.ts";
import { activeTensorflowBackend } from "./tensorflow_backend.ts";
import { variableResources } from "./variable_resources.ts";

/** An update of variables that TensorFlow does in place by one kernel. */
export interface FusedUpdate {
  /** TensorFlow's operation, for instance `"ResourceApplyAdam"`: takes the variables' resources, then the inputs. */
  readonly operation: string;
  readonly attributes: readonly OperationAttribute[];
  readonly variables: readonly Variable[];
  readonly inputs: readonly Tensor[];
  /** The variables' new values by plain tensor operations, for other backends. */
  readonly plain: () => readonly Tensor[];
}

/** Updates variables in place: by TensorFlow's kernel, as a node of the step that is being recorded, or by plain operations. */
export function applyFusedUpdate({ operation, attributes, variables, inputs, plain }: FusedUpdate): void {
  const backend = activeTensorflowBackend();
  if (!backend) {
    plain().forEach((value, index) => {
      variables[index]!.assign(value);
      value.dispose();
    });
    return;
  }
  const inputIds = inputs.map((input) => backend.tensorId(input));
  const recorder = activeRecorder();
  if (recorder) {
    recorder.update(operation, attributes, variables, inputIds);
    return;
  }
  const resources = variableResources(backend);
  const handles = variables.map((variable) => resources.current(variable));
  for (const variable of variables) resources.beforeUpdate(variable);
  backend.native.executeOp(operation, attributes, [...handles, ...inputIds], 0);
}
