import { writeAtomically } from "@forger/core";
import type { EvaluatedValue, Run } from "@forger/trainers";
import { saveSamplingGenerator } from "./_save_sampling_generator.ts";

/** The best value so far. */
type Best = { readonly name: string; readonly step: number; readonly value: number };

/** Keeps in a run's folder the generator with the best value so far. */
export class BestGenerator {
  #best: Best | undefined;

  /** Begins anew. */
  forget(): void {
    this.#best = undefined;
  }

  /** What is to be remembered. */
  get state(): Best | null {
    return this.#best ?? null;
  }

  /** Takes back what was to be remembered, unless it knows better: of steps that are not done again. */
  restore(state: unknown, step: number): void {
    if (!this.#best || this.#best.step > step) this.#best = state as Best | null ?? undefined;
  }

  /**
   * Writes the run's generator to `best/` if its value is better than all before: of the first one that can be better.
   *
   * `best.json` comes last and has the checksum of the weights, so that a generator and the value of another one are not taken
   * for each other, whenever writing ends.
   */
  async offer(run: Run, step: number, values: readonly EvaluatedValue[]): Promise<void> {
    const decisive = values.find(({ better }) => better !== "neither");
    if (!decisive) return;
    const { name, better, value, card } = decisive, before = this.#best;
    const isBetter = before?.name !== name || (better === "lower" ? value < before.value : value > before.value);
    if (!isBetter) return;
    const weights = await saveSamplingGenerator(run, `${run.folder}/best`);
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", weights)).toHex();
    const text = JSON.stringify({ step, name, better, value, card, sha256 }, null, 2);
    await writeAtomically(`${run.folder}/best/best.json`, `${text}\n`);
    this.#best = { name, step, value };
  }
}
