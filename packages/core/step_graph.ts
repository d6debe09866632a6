import type { GraphEndpoint, LibtensorflowBinding } from "./binding.ts";
import { DataType } from "./data_type.ts";
import { GraphDefBuilder } from "./graph_def.ts";
import { AttributeKind, boolAttribute, intAttribute, type OperationAttribute, typeAttribute } from "./operation.ts";
import type { StepRecording } from "./record_step.ts";
import type { Variable } from "./tensor.ts";
import { variableDataType } from "./tensorflow_backend.ts";

/** A graph and which of its nodes are the inputs and outputs of the function that it becomes. */
interface FunctionGraph {
  readonly graph: GraphDefBuilder;
  readonly inputs: readonly GraphEndpoint[];
  readonly outputs: readonly GraphEndpoint[];
}

/** A recorded step as a TensorFlow function that repeats it. */
export interface StepFunction {
  /** The function's name in the context. */
  readonly name: string;
  /** All names that were added to the context. */
  readonly functions: readonly string[];
  /** The variables whose resources it takes, in order. */
  readonly variables: readonly Variable[];
  /** Those of them that it changes. */
  readonly updated: readonly Variable[];
  /** How many nodes the step itself has. */
  readonly nodeCount: number;
}

let functionCount = 0;

/**
 * Makes a function of a recorded step: `(steps, ...inputs, ...captured, ...resources) -> [mostSteps, outputs]`.
 *
 * The function runs the step `steps` times in one call and fills one row of its result each time.
 */
export function addStepFunction(
  native: LibtensorflowBinding,
  recording: StepRecording,
  mostSteps: number,
): StepFunction {
  const name = `forger_step_${functionCount++}`;
  const body = new StepBody(recording);
  const { variables } = body;
  const passed = [
    ...recording.inputs.map(({ dataType }) => dataType),
    ...recording.captured.map(({ dataType }) => dataType),
    ...variables.map(() => DataType.resource),
  ];
  const add = (suffix: string, { graph, inputs, outputs }: FunctionGraph) =>
    native.addFunction(name + suffix, graph.finish(), inputs, outputs);
  add("_body", body.finish(passed));
  add("_condition", conditionGraph(passed));
  add("", loopGraph(name, passed, mostSteps, recording.outputs.length));
  return {
    name,
    functions: [name, `${name}_condition`, `${name}_body`],
    variables,
    updated: body.updated,
    nodeCount: body.graph.nodeCount,
  };
}

/** What goes around the loop: the step's index, how many steps to run, the table of outputs, and what the step takes. */
function loopTypes(passed: readonly number[]): number[] {
  return [DataType.int32, DataType.int32, DataType.float32, ...passed];
}

const INDEX = "argument_0", LIMIT = "argument_1", TABLE = "argument_2";
const FIRST_PASSED = 3;

function addArguments(graph: GraphDefBuilder, types: readonly number[]): GraphEndpoint[] {
  return types.map((type, index) =>
    [graph.node(`argument_${index}`, "Placeholder", [], [typeAttribute("dtype", type)]), 0] as const
  );
}

function conditionGraph(passed: readonly number[]): FunctionGraph {
  const graph = new GraphDefBuilder();
  const inputs = addArguments(graph, loopTypes(passed));
  return {
    graph,
    inputs,
    outputs: [[graph.node("less", "Less", [INDEX, LIMIT], [typeAttribute("T", DataType.int32)]), 0]],
  };
}

function loopGraph(name: string, passed: readonly number[], mostSteps: number, outputCount: number): FunctionGraph {
  const graph = new GraphDefBuilder();
  const inputs = addArguments(graph, [DataType.int32, ...passed]);
  const table = [mostSteps, outputCount];
  graph.constant("zero", { dataType: DataType.int32, shape: [], bytes: new Uint8Array(4) });
  graph.constant("table_shape", {
    dataType: DataType.int32,
    shape: [2],
    bytes: new Uint8Array(Int32Array.from(table).buffer),
  });
  graph.constant("float_zero", { dataType: DataType.float32, shape: [], bytes: new Uint8Array(4) });
  graph.node("empty_table", "Fill", ["table_shape", "float_zero"], [typeAttribute("T", DataType.float32)]);
  const callOf = (suffix: string, attribute: string): OperationAttribute => ({
    name: attribute,
    type: AttributeKind.function,
    value: name + suffix,
  });
  graph.node("loop", "While", ["zero", inputs[0]![0], "empty_table", ...inputs.slice(1).map(([node]) => node)], [
    { name: "T", type: AttributeKind.type, value: loopTypes(passed) },
    callOf("_condition", "cond"),
    callOf("_body", "body"),
    intAttribute("parallel_iterations", 1),
    boolAttribute("_lower_using_switch_merge", true),
  ]);
  graph.node("result", "Identity", ["loop:2"], [typeAttribute("T", DataType.float32)]);
  return { graph, inputs, outputs: [["result", 0]] };
}

/** What the graph knows of one variable while the step's operations are laid out in order. */
interface VariableState {
  readonly resource: string;
  /** The tensor whose value the resource holds at this point. */
  held: number;
  /** The last node that wrote the resource. */
  writer: string | undefined;
  /** Nodes that read the resource since then, which the next writer must wait for. */
  readers: string[];
}

/** Lays out a recorded step as the body of the loop. */
class StepBody {
  readonly graph: GraphDefBuilder = new GraphDefBuilder();
  readonly variables: readonly Variable[];
  readonly #recording: StepRecording;
  readonly #states = new Map<Variable, VariableState>();
  /** The node that gives each tensor. */
  readonly #nodes = new Map<number, string>();
  readonly #needed: ReadonlySet<number>;
  readonly #written = new Set<Variable>();

  constructor(recording: StepRecording) {
    this.#recording = recording;
    this.#needed = neededTensors(recording);
    const updated = new Set(recording.operations.flatMap(({ update }) => update?.variables ?? []));
    this.variables = recording.variables
      .filter(({ variable, before, after }) => this.#needed.has(before) || before !== after || updated.has(variable))
      .map(({ variable }) => variable);
  }

  /** The variables that the step changes; known once the body is finished. */
  get updated(): readonly Variable[] {
    return this.variables.filter((variable) => this.#written.has(variable));
  }

  finish(passed: readonly number[]): FunctionGraph {
    const { graph } = this;
    const { inputs, captured, outputs } = this.#recording;
    const args = addArguments(graph, loopTypes(passed));
    const passedNodes = args.slice(FIRST_PASSED).map(([node]) => node);
    [...inputs, ...captured].forEach(({ id }, index) => this.#nodes.set(id, passedNodes[index]!));
    this.#addVariables(passedNodes.slice(inputs.length + captured.length));
    this.#addConstants();
    this.#recording.operations.forEach((operation, index) => this.#addOperation(operation, `operation_${index}`));
    const writers = this.#assignFinalValues();
    const row = outputs.map(({ id, dataType }, index) => this.#asFloatRow(id, dataType, `output_${index}`));
    const table = this.#addTable(row, writers);
    graph.constant("one", { dataType: DataType.int32, shape: [], bytes: new Uint8Array(Int32Array.of(1).buffer) });
    graph.node("next", "AddV2", [INDEX, "one"], [typeAttribute("T", DataType.int32)]);
    return { graph, inputs: args, outputs: [["next", 0], [LIMIT, 0], [table, 0], ...args.slice(FIRST_PASSED)] };
  }

  #addVariables(resources: readonly string[]): void {
    const before = new Map(this.#recording.variables.map((entry) => [entry.variable, entry.before]));
    this.variables.forEach((variable, index) => {
      const held = before.get(variable)!;
      const state: VariableState = { resource: resources[index]!, held, writer: undefined, readers: [] };
      this.#states.set(variable, state);
      // read at once: an operation recorded after an update may still use the value before it
      if (this.#needed.has(held)) this.#read(variable, state, `read_${index}`);
    });
  }

  #read(variable: Variable, state: VariableState, node: string): void {
    const controls = state.writer ? [`^${state.writer}`] : [];
    this.graph.node(node, "ReadVariableOp", [state.resource, ...controls], [
      typeAttribute("dtype", variableDataType(variable)),
    ]);
    state.readers.push(node);
    this.#nodes.set(state.held, node);
  }

  #addConstants(): void {
    const same = new Map<string, string>();
    for (const [id, { dataType, shape, bytes }] of this.#recording.constants) {
      if (!this.#needed.has(id)) continue;
      const key = bytes.length <= 64 ? `${dataType}:${shape}:${bytes}` : `${id}`;
      let node = same.get(key);
      if (!node) {
        node = this.graph.constant(`constant_${id}`, { dataType, shape, bytes });
        same.set(key, node);
      }
      this.#nodes.set(id, node);
    }
  }

  #node(id: number): string {
    const node = this.#nodes.get(id);
    if (node === undefined) {
      throw new Error(`Cannot compile step as the origin of every tensor must be recorded: tensor ${id} has none`);
    }
    return node;
  }

  #addOperation(operation: StepRecording["operations"][number], name: string): void {
    const { update } = operation;
    const inputs = () => operation.inputs.map((id) => this.#node(id));
    if (!update) {
      if (!operation.outputs.some((id) => this.#needed.has(id))) return;
      const after = (operation.after ?? []).map((id) => `^${this.#node(id).replace(/:\d+$/, "")}`);
      this.graph.node(name, operation.name, [...inputs(), ...new Set(after)], operation.attributes);
      operation.outputs.forEach((id, index) => this.#nodes.set(id, index === 0 ? name : `${name}:${index}`));
      return;
    }
    const states = update.variables.map((variable) => this.#states.get(variable)!);
    update.variables.forEach((variable, index) =>
      this.#assign(variable, update.before[index]!, `${name}_before_${index}`)
    );
    const resources = states.map(({ resource }) => resource);
    this.graph.node(
      name,
      operation.name,
      [...resources, ...inputs(), ...this.#mustPrecedeWrite(states)],
      operation.attributes,
    );
    update.variables.forEach((variable, index) => {
      const state = states[index]!;
      this.#wrote(variable, state, name, update.after[index]!);
      if (this.#needed.has(state.held)) this.#read(variable, state, `${name}_after_${index}`);
    });
  }

  /** Control inputs that order a write after earlier reads and writes of the same resources. */
  #mustPrecedeWrite(states: readonly VariableState[]): string[] {
    const nodes = states.flatMap(({ writer, readers }) => [...readers, ...writer ? [writer] : []]);
    return [...new Set(nodes)].map((node) => `^${node}`);
  }

  #wrote(variable: Variable, state: VariableState, writer: string, held: number): void {
    state.writer = writer;
    state.readers = [];
    state.held = held;
    this.#written.add(variable);
  }

  /** Makes the variable's resource hold a tensor, where it does not already. */
  #assign(variable: Variable, id: number, name: string): void {
    const state = this.#states.get(variable)!;
    if (state.held === id) return;
    const inputs = [state.resource, this.#node(id), ...this.#mustPrecedeWrite([state])];
    this.graph.node(name, "AssignVariableOp", inputs, [typeAttribute("dtype", variableDataType(variable))]);
    this.#wrote(variable, state, name, id);
  }

  #assignFinalValues(): string[] {
    const after = new Map(this.#recording.variables.map((entry) => [entry.variable, entry.after]));
    this.variables.forEach((variable, index) => this.#assign(variable, after.get(variable)!, `assign_${index}`));
    return [...new Set([...this.#states.values()].flatMap(({ writer }) => writer ? [writer] : []))];
  }

  #asFloatRow(id: number, dataType: number, name: string): string {
    const { graph } = this;
    graph.node(`${name}_float`, "Cast", [this.#node(id)], [
      typeAttribute("SrcT", dataType),
      typeAttribute("DstT", DataType.float32),
    ]);
    graph.constant(`${name}_shape`, { dataType: DataType.int32, shape: [0], bytes: new Uint8Array(0) });
    return graph.node(name, "Reshape", [`${name}_float`, `${name}_shape`], [typeAttribute("T", DataType.float32)]);
  }

  /** Writes the step's outputs into the table's row, after everything that the step writes. */
  #addTable(row: readonly string[], writers: readonly string[]): string {
    const { graph } = this;
    const float = typeAttribute("T", DataType.float32);
    graph.node("row", "Pack", row, [intAttribute("N", row.length), float, intAttribute("axis", 0)]);
    graph.constant("row_shape", {
      dataType: DataType.int32,
      shape: [2],
      bytes: new Uint8Array(Int32Array.of(1, row.length).buffer),
    });
    graph.node("row_values", "Reshape", ["row", "row_shape"], [float]);
    graph.constant("index_shape", {
      dataType: DataType.int32,
      shape: [2],
      bytes: new Uint8Array(Int32Array.of(1, 1).buffer),
    });
    graph.node("row_index", "Reshape", [INDEX, "index_shape"], [typeAttribute("T", DataType.int32)]);
    const after = writers.map((node) => `^${node}`);
    const types = [float, typeAttribute("Tindices", DataType.int32)];
    return graph.node("table", "TensorScatterUpdate", [TABLE, "row_index", "row_values", ...after], types);
  }
}

/** The tensors on which the step's outputs and the variables' new values depend; all else need not be computed. */
function neededTensors({ operations, variables, outputs }: StepRecording): Set<number> {
  const held = new Map(variables.map(({ variable, before }) => [variable, before]));
  // an update in place needs a tensor for the value before it only where the step assigned one
  const assigned = operations.map(({ update }) =>
    update?.variables.flatMap((variable, index) => {
      const { before, after } = { before: update.before[index]!, after: update.after[index]! };
      const isAssigned = held.get(variable) !== before;
      held.set(variable, after);
      return isAssigned ? [before] : [];
    }) ?? []
  );
  const needed = new Set(outputs.map(({ id }) => id));
  for (const { variable, after } of variables) if (held.get(variable) !== after) needed.add(after);
  operations.toReversed().forEach(({ after = [], inputs, outputs, update }, fromEnd) => {
    if (!update && !outputs.some((id) => needed.has(id))) return;
    for (const id of [...inputs, ...after, ...assigned[operations.length - 1 - fromEnd]!]) needed.add(id);
  });
  return needed;
}
