import { type CompileDecision, CompiledStep, type CompileMode, type Step } from "@forger/core";
import type { OpenStepLog } from "./step_report.ts";

/** The steps of a call: all of one kind. */
export interface StepCall {
  /** What tells this kind of step from others. */
  readonly kind: string;
  /** Computes one step of the kind. */
  readonly step: Step;
  /** Steps done before. */
  readonly stepsBefore: number;
  /** How many steps to run. */
  readonly count: number;
  /** How many steps may be tried in a row to choose how to run them. */
  readonly trialSteps: number;
  /** Is waited for where the kind is new, when it was recorded and before it runs. */
  readonly onRecorded?: () => Promise<void>;
}

/** The compiled steps of a run, one for each kind; how the first one is run decides for all. */
export class StepVariants {
  readonly #mode: CompileMode;
  readonly #compiled = new Map<string, CompiledStep>();
  #decision: CompileDecision | undefined;

  constructor(mode: CompileMode = "auto") {
    this.#mode = mode;
  }

  /** How steps are run; known after the first call. */
  get decision(): CompileDecision | undefined {
    return this.#decision;
  }

  /** Whether a kind of step was compiled already. */
  has(kind: string): boolean {
    return this.#compiled.has(kind);
  }

  /** Runs steps of one kind, and gives what each logged. */
  async run({ kind, step, stepsBefore, count, trialSteps, onRecorded }: StepCall): Promise<OpenStepLog[]> {
    let compiled = this.#compiled.get(kind);
    if (!compiled) {
      compiled = new CompiledStep(step, { mode: this.#decision?.mode ?? this.#mode, onRecorded });
      this.#compiled.set(kind, compiled);
    }
    const rows = await compiled.run([], Math.min(count, compiled.mostSteps), trialSteps);
    this.#decision ??= compiled.decision;
    return toLogs(rows, compiled.outputNames, stepsBefore);
  }

  /** Frees the compiled steps. */
  dispose(): void {
    for (const compiled of this.#compiled.values()) compiled.dispose();
    this.#compiled.clear();
  }
}

function toLogs(rows: Float32Array, names: readonly string[], stepsBefore: number): OpenStepLog[] {
  return Array.from({ length: rows.length / names.length }, (_, index) => ({
    step: stepsBefore + index + 1,
    values: Object.fromEntries(names.map((name, column) => [name, rows[index * names.length + column]!])),
  }));
}
