import { philoxWords, streamKey } from "@forger/core";

/** Words of a block: a flower takes some hundred. */
const BLOCK = 64;

/** The random choices of one flower: a function of seed and index. */
export class FlowerRandom {
  readonly #key;
  #words = new Uint32Array(0);
  #next = 0;
  #counter = 0;

  constructor(seed: number, index: number) {
    this.#key = streamKey(seed, "flower", index);
  }

  /** A number of [low, high), all equally likely. */
  between(low: number, high: number): number {
    if (this.#next === this.#words.length) {
      this.#words = philoxWords(this.#key, [this.#counter, 0, 0, 0], BLOCK);
      this.#counter += BLOCK / 4;
      this.#next = 0;
    }
    return low + this.#words[this.#next++]! / 2 ** 32 * (high - low);
  }

  /** An integer from `low` to `high`, both among them. */
  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** One of `choices`. */
  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.integer(0, choices.length - 1)]!;
  }
}
