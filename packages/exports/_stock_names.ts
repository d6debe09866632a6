import type { Layer, LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { REWRITES } from "./_rewrites.ts";

/**
 * Names the stock layers that take the place of a network's layers, each once.
 *
 * A layer keeps its name where it can. Networks in networks may have layers of one name; and a layer that is made of several
 * names these `<name>_<part>`, which another layer may be called. Then a number is added.
 */
export class StockNames {
  readonly #wanted: ReadonlySet<string>;
  readonly #given: Set<string>;
  /** What the names of parts begin with. */
  readonly #beginnings: string[] = [];

  constructor(network: LayersModel) {
    this.#wanted = new Set(namesOf(network));
    this.#given = new Set(network.inputs.map(({ sourceLayer: { name } }) => name));
  }

  /** A name for what takes the layer's place. */
  of(layer: Layer): string {
    const { name: wanted } = layer, hasParts = REWRITES.has(layer.getClassName());
    let name = wanted;
    for (let number = 1; !this.#isFree(name, { hasParts, wanted }); number++) name = `${wanted}_${number}`;
    this.#given.add(name);
    if (hasParts) this.#beginnings.push(`${name}_`);
    return name;
  }

  #isFree(name: string, { hasParts, wanted }: { readonly hasParts: boolean; readonly wanted: string }): boolean {
    if (this.#given.has(name) || (name !== wanted && this.#wanted.has(name))) return false;
    if (this.#beginnings.some((beginning) => name.startsWith(beginning))) return false;
    return !hasParts || [...this.#wanted, ...this.#given].every((other) => !other.startsWith(`${name}_`));
  }
}

function namesOf({ layers }: LayersModel): string[] {
  return layers.flatMap((layer) => layer instanceof tf.LayersModel ? namesOf(layer) : layer.name);
}
