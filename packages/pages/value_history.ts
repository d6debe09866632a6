import { ValueCurve, type ValueCurveState } from "./_value_curve.ts";
import type { PageCurve } from "./page_data.ts";

export type { ValueCurveState };

/** A history as plain data, for a plugin's state. */
export type ValueHistoryState = readonly (readonly [name: string, curve: ValueCurveState])[];

/** What a page has been sent of a history: of each value the generation and how many points. */
export type HistoryMark = ReadonlyMap<string, { readonly generation: number; readonly points: number }>;

/** Runs log a dozen values; names beyond this many are not kept, so that memory stays bounded. */
const MOST_VALUES = 200;

/**
 * What a run logged, in little memory however long it is: of each value at most 600 points, each with the mean, the least and
 * the greatest of the steps that it stands for.
 *
 * @example
 * ```ts
 * import { ValueHistory } from "@forger/pages";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const history = new ValueHistory();
 * for (let step = 1; step <= 100_000; step++) history.add(step, { loss: step === 70_000 ? 9 : 0.5 });
 * const [{ greatest, means, name, steps }] = history.curves as [(typeof history.curves)[0]];
 * assertEquals([name, steps.at(-1), Math.max(...greatest), means[0]], ["loss", 100_000, 9, 0.5]);
 * assert(steps.length > 300 && steps.length <= 600);
 * ```
 */
export class ValueHistory {
  readonly #curves = new Map<string, ValueCurve>();
  #last = 0;

  /** Goes on with a history as {@linkcode state} gave it. */
  static from(state: ValueHistoryState): ValueHistory {
    const history = new ValueHistory();
    for (const [name, curve] of state) {
      history.#curves.set(name, ValueCurve.from(curve));
      history.#last = Math.max(history.#last, ...curve.buckets.slice(-1).map(([last]) => last!));
    }
    return history;
  }

  /** A copy of all that it knows. */
  get state(): ValueHistoryState {
    return Array.from(this.#curves, ([name, curve]) => [name, curve.state]);
  }

  /** The last step that was added; 0 if there is none. */
  get last(): number {
    return this.#last;
  }

  /** Adds what a step logged; a step that is done again takes the place of itself and of all that followed. */
  add(step: number, values: Readonly<Record<string, number>>): void {
    if (step <= this.#last) this.forgetFrom(step);
    this.#last = step;
    for (const name in values) {
      let curve = this.#curves.get(name);
      if (!curve) {
        if (this.#curves.size >= MOST_VALUES) continue;
        this.#curves.set(name, curve = new ValueCurve());
      }
      curve.add(step, values[name]!);
    }
  }

  /** Forgets a step and all that followed. */
  forgetFrom(step: number): void {
    for (const curve of this.#curves.values()) curve.forgetFrom(step);
    this.#last = Math.min(this.#last, step - 1);
  }

  /** All curves, in the order in which their values were first logged. */
  get curves(): readonly PageCurve[] {
    return Array.from(this.#curves, ([name, curve]) => curve.from(0, name));
  }

  /** Where a page is that has been sent all. */
  get mark(): HistoryMark {
    return new Map(
      Array.from(this.#curves, ([name, { generation, length }]) => [name, { generation, points: length }]),
    );
  }

  /** What has changed since a page was sent what the mark says: the last point that it has may have grown. */
  changesSince(mark: HistoryMark): readonly PageCurve[] {
    return Array.from(this.#curves, ([name, curve]) => {
      const sent = mark.get(name);
      const from = sent?.generation === curve.generation ? Math.max(0, sent.points - 1) : 0;
      return curve.from(from, name);
    });
  }
}
