import { shapeAttribute, stringAttribute, typeAttribute } from "./operation.ts";
import type { Variable } from "./tensor.ts";
import { type DataId, type TensorflowBackend, variableDataType } from "./tensorflow_backend.ts";

/** The name with which TensorFlow makes a resource that lives as long as its handle. */
const ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

interface Resource {
  readonly handle: number;
  /** The data of the variable that the resource holds now. */
  dataId: DataId | undefined;
}

/** The TensorFlow resources behind TensorFlow.js variables: compiled steps read and update these in place. */
export class VariableResources {
  readonly #backend: TensorflowBackend;
  readonly #resources = new WeakMap<Variable, Resource>();
  readonly #forgotten: FinalizationRegistry<number>;

  constructor(backend: TensorflowBackend) {
    this.#backend = backend;
    this.#forgotten = new FinalizationRegistry((handle) => backend.native.deleteTensor(handle));
  }

  /** The number of the handle of the variable's resource, which holds the variable's current value afterwards. */
  current(variable: Variable): number {
    const backend = this.#backend;
    let resource = this.#resources.get(variable);
    if (!resource) {
      resource = { handle: this.#create(variable), dataId: undefined };
      this.#resources.set(variable, resource);
      this.#forgotten.register(variable, resource.handle);
    }
    if (resource.dataId !== variable.dataId) {
      own(backend, variable);
      const attributes = [typeAttribute("dtype", variableDataType(variable))];
      backend.native.executeOp("AssignVariableOp", attributes, [resource.handle, backend.tensorId(variable)], 0);
      resource.dataId = variable.dataId;
    }
    return resource.handle;
  }

  /**
   * Says that TensorFlow is about to change the variable's resource, so that the host must fetch the value anew afterwards.
   *
   * Tensors that share the variable's value keep it as it is.
   */
  beforeUpdate(variable: Variable): void {
    const resource = this.#resources.get(variable)!;
    own(this.#backend, variable);
    resource.dataId = variable.dataId;
    this.#backend.moveToResource(variable.dataId, resource.handle);
  }

  #create(variable: Variable): number {
    const attributes = [
      typeAttribute("dtype", variableDataType(variable)),
      shapeAttribute("shape", variable.shape),
      stringAttribute("shared_name", ANONYMOUS),
    ];
    return this.#backend.native.executeOp("VarHandleOp", attributes, [], 1)[0]!.id;
  }
}

/** Gives the variable data of its own where it shares them with another tensor or variable. */
export function own(backend: TensorflowBackend, variable: Variable): void {
  if (backend.refCount(variable.dataId) <= 1) return;
  const alias = backend.tensorOf(backend.alias(variable));
  variable.assign(alias);
  alias.dispose();
}

const ofBackend = new WeakMap<TensorflowBackend, VariableResources>();

/** The resources of a backend's variables. */
export function variableResources(backend: TensorflowBackend): VariableResources {
  let resources = ofBackend.get(backend);
  if (!resources) {
    resources = new VariableResources(backend);
    ofBackend.set(backend, resources);
  }
  return resources;
}
