import type { FileCall } from "./file_calls.ts";

/** A file's content: what is on the disk for sure, and what the program has written. */
interface Content {
  synced: Uint8Array | undefined;
  written: Uint8Array;
}

/** A change of a folder's names. */
type Change = (names: Map<string, Content>) => void;

/** Each doubles what may be left. */
const MOST_PENDING = 8;

/** What may stand in a folder after a power cut: bytes by path. */
export type Remains = ReadonlyMap<string, Uint8Array>;

/**
 * A disk that may lose its power: what was not synchronised may be there, in part, or not at all.
 *
 * Contents last once the file is synchronised, names once the folder is. Of names that were not, any may have changed; of
 * contents that were not, any part may be there, or others' bytes.
 */
export class SimulatedDisk {
  /** What the program sees. */
  readonly #names = new Map<string, Content>();
  /** Names that last. */
  readonly #lasting = new Map<string, Content>();
  #pending: Change[] = [];

  /** Does what a program asks for. */
  make({ kind, path, to, bytes, creates }: FileCall): void {
    const content = this.#names.get(path);
    if (kind === "open" && creates && !content) {
      const made: Content = { synced: undefined, written: new Uint8Array(0) };
      this.#change((names) => names.set(path, made));
    } else if ((kind === "write" || kind === "append") && bytes) {
      if (!content) throw new Error(`${path} is written and not there`);
      content.written = Uint8Array.from([...content.written, ...bytes]);
    } else if (kind === "sync" && content) {
      content.synced = content.written;
    } else if (kind === "sync") {
      for (const change of this.#pending) change(this.#lasting); // it is a folder
      this.#pending = [];
    } else if (kind === "rename") {
      this.#change((names) => {
        const moved = names.get(path);
        if (!moved) return; // what should be renamed was lost with its name
        names.delete(path);
        names.set(to!, moved);
      });
    } else if (kind === "remove") {
      this.#change((names) => names.delete(path));
    }
  }

  #change(change: Change): void {
    change(this.#names);
    if (this.#pending.push(change) > MOST_PENDING) throw new Error("names must be synchronised now and then");
  }

  /** What the program left if it was killed now. */
  whenKilled(): Remains {
    return new Map([...this.#names].map(([path, { written }]) => [path, written]));
  }

  /** All that may be there if the power was cut now: each choice of names, with each kind of content. */
  *whenCut(): Generator<Remains> {
    for (let choice = 0; choice < 2 ** this.#pending.length; choice++) {
      const names = new Map(this.#lasting);
      for (const [index, change] of this.#pending.entries()) if (choice & 1 << index) change(names);
      const contents = [...names].map(([path, content]) => [path, variantsOf(content)] as const);
      const most = Math.max(1, ...contents.map(([, variants]) => variants.length));
      for (let variant = 0; variant < most; variant++) {
        yield new Map(contents.map(([path, variants]) => [path, variants[variant % variants.length]!]));
      }
    }
  }
}

/** What may be in a file: of one that is not synchronised nothing, a half, zeros, other bytes, or all. */
function variantsOf({ synced, written }: Content): Uint8Array[] {
  if (synced === written) return [written];
  const { length } = written;
  return [
    synced ?? new Uint8Array(0),
    written.slice(0, length / 2),
    new Uint8Array(length),
    written.map((byte, index) => index < length / 2 ? byte : 0),
    written.map((byte, index) => byte ^ (index * 37 & 255)),
    written,
  ];
}
