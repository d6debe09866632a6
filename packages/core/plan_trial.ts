import * as tf from "@tensorflow/tfjs";
import { executePlan, preparePlan, type StepPlan } from "./step_plan.ts";
import type { Tensor, Variable } from "./tensor.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";

/** Each plan is timed so often, in turn with the other, for about so many milliseconds altogether. */
const ROUNDS = 5, MILLISECONDS = 250;

/** Tries ways to run a step and undoes their effect on the variables. */
export class PlanTrial {
  readonly #backend: TensorflowBackend;
  readonly #inputs: readonly Tensor[];
  readonly #mostSteps: number;
  readonly #variables: readonly Variable[];

  /** @param mostSteps How many steps may be tried in a row. */
  constructor(
    backend: TensorflowBackend,
    inputs: readonly Tensor[],
    mostSteps: number,
    variables: readonly Variable[],
  ) {
    this.#backend = backend;
    this.#inputs = inputs;
    this.#mostSteps = mostSteps;
    this.#variables = variables;
  }

  /** Why TensorFlow will not run the plan, or undefined if it does; also builds what the plan needs. */
  async refusal(plan: StepPlan): Promise<string | undefined> {
    try {
      await this.#milliseconds(plan, 1);
      return undefined;
    } catch (error) {
      return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
    }
  }

  /** Milliseconds a step of each of two plans: the best of several rounds, as what disturbs can only slow them down. */
  async compare(first: StepPlan, second: StepPlan): Promise<readonly [number, number]> {
    for (const plan of [first, second]) await this.#milliseconds(plan, 1); // builds what the first call builds
    const once = [await this.#milliseconds(first, 1), await this.#milliseconds(second, 1)] as const;
    const steps = once.map((time) =>
      Math.max(1, Math.min(this.#mostSteps, Math.floor(MILLISECONDS / ROUNDS / time)))
    ) as [number, number];
    const best: [number, number] = [Infinity, Infinity];
    for (let round = 0; round < ROUNDS; round++) {
      best[0] = Math.min(best[0], await this.#milliseconds(first, steps[0]));
      best[1] = Math.min(best[1], await this.#milliseconds(second, steps[1]));
    }
    return best;
  }

  async #milliseconds(plan: StepPlan, steps: number): Promise<number> {
    const copies = this.#variables.map((variable) => tf.tidy(() => variable.clone()));
    try {
      const ids = preparePlan(this.#backend, plan, this.#inputs);
      const begin = performance.now();
      await executePlan(this.#backend, plan, ids, steps);
      return (performance.now() - begin) / steps;
    } finally {
      this.#variables.forEach((variable, index) => variable.assign(copies[index]!));
      tf.dispose(copies);
    }
  }
}
