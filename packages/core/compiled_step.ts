import * as tf from "@tensorflow/tfjs";
import { withoutValueChecks } from "./not_finite.ts";
import { boolAttribute, type OperationAttribute } from "./operation.ts";
import { PlanTrial } from "./plan_trial.ts";
import { recordStep, runStep, type Step } from "./record_step.ts";
import { addStepFunction } from "./step_graph.ts";
import { executePlan, preparePlan, type StepPlan } from "./step_plan.ts";
import type { Tensor } from "./tensor.ts";
import { activeTensorflowBackend, type TensorflowBackend } from "./tensorflow_backend.ts";

/**
 * How a step is run: `"graph"` as a TensorFlow function, `"xla"` as one compiled by XLA, `"auto"` as the faster of the two,
 * `"off"` operation by operation.
 */
export type CompileMode = "auto" | "xla" | "graph" | "off";

/** Options of {@linkcode CompiledStep}. */
export interface CompiledStepOptions {
  /** How the step is run. @default {"auto"} */
  readonly mode?: CompileMode;
  /** The most steps that one call may run. @default {1000} */
  readonly mostSteps?: number;
  /** Is told once how the step is run, and why where that is not what was asked for. */
  readonly onDecision?: (decision: CompileDecision) => void;
  /** Is waited for whenever the step was recorded, before it runs: so several workers can begin together. */
  readonly onRecorded?: () => Promise<void>;
}

/** How a step is run from now on. */
export interface CompileDecision {
  /** What was chosen. */
  readonly mode: Exclude<CompileMode, "auto">;
  /** Why, for people: `"asked for"`, or the measured times. */
  readonly reason: string;
  /** How many nodes the recorded step has; 0 where it is not compiled. */
  readonly nodeCount: number;
}

const XLA: readonly OperationAttribute[] = [boolAttribute("_XlaMustCompile", true)];

/**
 * Measured on a CPU, batch 32 to 64: 3 to 35 times slower with XLA, which lays out convolutions badly inside a loop, and
 * seconds to compile; with the loop outside still 15 to 25 % slower. A gradient penalty changes nothing of it.
 */
const CONVOLUTION = /^(Conv|DepthwiseConv)[23]?/;

/** XLA must win by this much: near a tie the choice would differ from run to run, and with it the last bits of the results. */
const XLA_MUST_WIN_BY = 0.95;

/** A training step that is recorded on its first call and from then on runs as one TensorFlow function, many steps a call. */
export class CompiledStep {
  readonly #step: Step;
  readonly #mode: CompileMode;
  readonly #mostSteps: number;
  readonly #onDecision: (decision: CompileDecision) => void;
  readonly #onRecorded: () => Promise<void>;
  readonly #plans = new Map<string, StepPlan>();
  #names: readonly string[] = [];
  #decision: CompileDecision | undefined;

  /**
   * Takes a step; it is recorded on the first call of {@linkcode run}.
   *
   * @param step Computes one step. It runs once to be recorded; what JavaScript computes in it is frozen.
   * @throws {RangeError} If `mostSteps` is not a positive integer.
   */
  constructor(step: Step, options: CompiledStepOptions = {}) {
    const { mode = "auto", mostSteps = 1000, onDecision = () => {}, onRecorded } = options;
    if (!Number.isInteger(mostSteps) || mostSteps < 1) {
      throw new RangeError(
        `Cannot compile step as mostSteps must be a positive integer: current value is ${mostSteps}`,
      );
    }
    this.#step = step;
    this.#mode = mode;
    this.#mostSteps = mostSteps;
    this.#onDecision = onDecision;
    this.#onRecorded = onRecorded ?? (() => Promise.resolve());
  }

  /** The names of the step's outputs, in the order of the columns that {@linkcode run} gives; known after the first call. */
  get outputNames(): readonly string[] {
    return this.#names;
  }

  /** How the step is run; known after the first call. */
  get decision(): CompileDecision | undefined {
    return this.#decision;
  }

  /** The most steps that one call may run. */
  get mostSteps(): number {
    return this.#mostSteps;
  }

  /**
   * Runs the step several times.
   *
   * @param inputs Tensors that the step takes; another shape or type compiles it anew.
   * @param steps How many times, from 1 to `mostSteps`.
   * @param trialSteps How many steps may be tried in a row to choose between graph and XLA; their effect is undone.
   * @returns `[steps, outputs]`, row by row.
   * @throws {RangeError} If `steps` is out of range.
   */
  async run(inputs: readonly Tensor[], steps: number, trialSteps: number = steps): Promise<Float32Array> {
    if (!Number.isInteger(steps) || steps < 1 || steps > this.#mostSteps) {
      throw new RangeError(
        `Cannot run step as steps must be an integer from 1 to ${this.#mostSteps}: current value is ${steps}`,
      );
    }
    const backend = activeTensorflowBackend();
    if (!backend || this.#mode === "off") return this.#runEagerly(inputs, steps, backend);
    const signature = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join();
    let plan = this.#plans.get(signature);
    if (!plan) {
      plan = await this.#compile(backend, inputs, Math.min(trialSteps, this.#mostSteps));
      this.#plans.set(signature, plan);
      await this.#onRecorded();
    }
    const table = await executePlan(backend, plan, preparePlan(backend, plan, inputs), steps);
    return table.subarray(0, steps * this.#names.length);
  }

  async #runEagerly(
    inputs: readonly Tensor[],
    steps: number,
    backend: TensorflowBackend | undefined,
  ): Promise<Float32Array> {
    const reason = backend ? "asked for" : `the ${tf.getBackend()} backend runs operation by operation`;
    this.#decide({ mode: "off", reason, nodeCount: 0 });
    if (tf.getBackend() === "webgpu") return await this.#runQueued(inputs, steps);
    const rows = Array.from({ length: steps }, () => {
      const outputs = runStep(this.#step, inputs);
      this.#names = Object.keys(outputs);
      const row = Object.values(outputs).map((tensor) => tensor.dataSync()[0]!);
      tf.dispose(outputs);
      return row;
    });
    return Float32Array.from(rows.flat());
  }

  /** Reading waits for the device, so all steps are queued before anything is read. */
  async #runQueued(inputs: readonly Tensor[], steps: number): Promise<Float32Array> {
    const rows = Array.from({ length: steps }, () => {
      const step = () => runStep(this.#step, inputs);
      const outputs = this.#names.length === 0 ? step() : withoutValueChecks(step); // as where one is recorded
      this.#names = Object.keys(outputs);
      const row = tf.tidy(() => tf.concat(Object.values(outputs).map((tensor) => tensor.flatten().toFloat())));
      tf.dispose(outputs);
      return row;
    });
    const table = tf.tidy(() => tf.concat(rows));
    try {
      return await table.data<"float32">();
    } finally {
      tf.dispose([rows, table]);
    }
  }

  /** The first decision holds, also where another input shape compiles the step anew. */
  #decide(decision: CompileDecision): void {
    if (this.#decision) return;
    this.#decision = decision;
    this.#onDecision(decision);
  }

  async #compile(backend: TensorflowBackend, inputs: readonly Tensor[], trialSteps: number): Promise<StepPlan> {
    const recording = recordStep(backend, this.#step, inputs);
    const step = addStepFunction(backend.native, recording, this.#mostSteps);
    this.#names = recording.outputs.map(({ name }) => name);
    const graph: StepPlan = { recording, step, attributes: [] };
    const xla: StepPlan = { ...graph, attributes: XLA };
    const { nodeCount } = step;
    const wanted = this.#decision?.mode ?? this.#mode;
    if (wanted === "graph") {
      this.#decide({ mode: "graph", reason: "asked for", nodeCount });
      return graph;
    }
    if (
      wanted === "auto" && !backend.native.isUsingGpuDevice() &&
      recording.operations.some(({ name }) => CONVOLUTION.test(name))
    ) {
      const reason = "on a CPU, convolutions are several times slower with XLA, which would take long to find out";
      this.#decide({ mode: "graph", reason, nodeCount });
      return graph;
    }
    const trial = new PlanTrial(backend, inputs, trialSteps, step.updated);
    const refusal = await trial.refusal(xla);
    if (refusal !== undefined) {
      this.#decide({ mode: "graph", reason: `XLA refuses the step: ${refusal}`, nodeCount });
      return graph;
    }
    if (wanted === "xla") {
      this.#decide({ mode: "xla", reason: "asked for", nodeCount });
      return xla;
    }
    const [xlaTime, graphTime] = await trial.compare(xla, graph);
    const useXla = xlaTime < graphTime * XLA_MUST_WIN_BY;
    const reason = `${xlaTime.toFixed(2)} ms a step with XLA, ${graphTime.toFixed(2)} ms as a graph`;
    this.#decide({ mode: useXla ? "xla" : "graph", reason, nodeCount });
    return useXla ? xla : graph;
  }

  /** Frees the functions and what they hold on the device. */
  dispose(): void {
    const native = activeTensorflowBackend()?.native;
    for (const { recording, step } of this.#plans.values()) {
      for (const { handle, owned } of recording.captured) if (owned) native?.deleteTensor(handle.current);
      for (const name of step.functions) native?.removeFunction(name);
    }
    this.#plans.clear();
  }
}
