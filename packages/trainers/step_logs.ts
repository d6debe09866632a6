import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "@forger/core";
import type { LossTerms } from "@forger/losses";
import type { Player } from "./networks.ts";

const RESERVED = /^(discriminator|generator)(\/|$)/;

/** What a step logs: losses, their terms, and what plugins add. */
export class StepLogs {
  readonly #keep: (tensor: Tensor) => Tensor;
  /** The values of each name, one an update; their mean is logged. */
  readonly #values = new Map<string, Tensor[]>();
  /** Places of values that are this worker's alone. */
  #own: { readonly values: Tensor[]; readonly index: number }[] = [];

  /** @param keep Sees to it that a tensor lives until the step ends. */
  constructor(keep: (tensor: Tensor) => Tensor) {
    this.#keep = keep;
  }

  /**
   * Notes one round of updates of a player: its loss and the terms of it.
   *
   * @param round Where a round is made of several updates, on real and on fake images, their losses add up, as in one update.
   */
  addLosses(player: Player, round: readonly { readonly total: Tensor; readonly terms: LossTerms }[]): void {
    const sums = new Map<string, Tensor>();
    const add = (name: string, value: Tensor) => sums.set(name, sums.get(name)?.add(value) ?? value);
    for (const { total, terms } of round) {
      add(player, total);
      const entries = Object.entries(terms);
      if (player === "generator" && entries.length === 1) continue;
      for (const [name, term] of entries) add(`${player}/${name}`, term);
    }
    for (const [name, value] of sums) this.#add(name, value);
  }

  /**
   * Notes a value of a plugin.
   *
   * @throws {TypeError} If it is no scalar tensor, or its name is one of the losses.
   */
  addValue(name: string, value: Tensor): void {
    checkLogName(name);
    if (!(value instanceof tf.Tensor) || value.size !== 1) {
      const current = value instanceof tf.Tensor ? `shape is [${value.shape}]` : `type is ${typeof value}`;
      throw new TypeError(`Cannot log ${name} as it must be a scalar tensor: current ${current}`);
    }
    const values = this.#add(name, value.asScalar());
    this.#own.push({ values, index: values.length - 1 });
  }

  #add(name: string, value: Tensor): Tensor[] {
    const values = this.#values.get(name) ?? [];
    values.push(this.#keep(value.clone()));
    this.#values.set(name, values);
    return values;
  }

  /** The plugins' values since they were last {@linkcode share}d: of this worker's images alone. */
  own(): readonly Tensor[] {
    return this.#own.map(({ values, index }) => values[index]!);
  }

  /** Takes the means of {@linkcode own} over all workers in their places. */
  share(means: readonly Tensor[]): void {
    this.#own.forEach(({ values, index }, place) => values[index] = this.#keep(means[place]!.clone()));
    this.#own = [];
  }

  /** The step's outputs, by name; the losses come first. */
  outputs(): Record<string, Tensor> {
    const entries = [...this.#values].map(([name, values]) => [name, mean(values)] as const);
    const rank = (name: string) => RESERVED.test(name) ? 0 : 1;
    return Object.fromEntries(entries.toSorted(([first], [second]) => rank(first) - rank(second)));
  }
}

/**
 * Refuses a name under which plugins cannot log.
 *
 * @throws {TypeError} If it is empty, one of the losses or `step`, or cannot stand in a line of a table.
 */
export function checkLogName(name: string): void {
  if (typeof name !== "string" || name === "" || RESERVED.test(name)) {
    throw new TypeError(`Cannot log value as its name must not be empty or a loss's: current value is "${name}"`);
  }
  if (name === "step" || /\p{Cc}/u.test(name)) {
    throw new TypeError(
      `Cannot log value as its name must not be step, and have no line breaks or other control characters: current value is ${
        JSON.stringify(name)
      }`,
    );
  }
}

function mean(values: readonly Tensor[]): Tensor {
  const [first] = values;
  return values.length === 1 ? first!.clone() : tf.addN([...values]).div(values.length);
}
