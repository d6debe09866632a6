/** Gives the nodes of a graph their names: each is given once, and tells the layer that the node is of. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  /** The layer whose nodes are being named; empty outside of all. */
  layer = "";

  /** A name that nothing else has. */
  of(wanted: string): string {
    let name = wanted;
    for (let number = 1; this.#taken.has(name); number++) name = `${wanted}_${number}`;
    this.#taken.add(name);
    return name;
  }

  /** Such a name within the layer. */
  inLayer(wanted: string): string {
    return this.of(this.layer === "" ? wanted : `${this.layer}/${wanted}`);
  }
}
