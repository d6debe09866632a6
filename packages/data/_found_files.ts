/** An image file of a folder. */
export interface FoundImage {
  /** Relative to the folder, with `/` between folders. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last changed, in milliseconds. */
  readonly modified: number;
}

const FEWEST_BYTES = 4096, FEWEST_FILES = 64;

/** So many bytes of UTF-8 a unit of UTF-16 takes at most. */
const BYTES_PER_UNIT = 3;

/**
 * Image files, in columns outside of JavaScript's heap: a folder may hold very many, and an object for each would take several
 * times as much memory as what it says.
 */
export class FoundFiles implements Iterable<FoundImage> {
  /** All paths in UTF-8, one after another. */
  #paths: Uint8Array = new Uint8Array(FEWEST_BYTES);
  /** Where each path ends. */
  #ends = new Uint32Array(FEWEST_FILES);
  #sizes = new Float64Array(FEWEST_FILES);
  #modified = new Float64Array(FEWEST_FILES);
  #length = 0;
  readonly #decoder = new TextDecoder();

  get length(): number {
    return this.#length;
  }

  /** Adds a file after the others. */
  add({ path, size, modified }: FoundImage): void {
    const index = this.#length++, begin = this.#beginOf(index);
    this.#paths = withRoom(this.#paths, begin + BYTES_PER_UNIT * path.length);
    this.#ends = withRoom(this.#ends, this.#length);
    this.#sizes = withRoom(this.#sizes, this.#length);
    this.#modified = withRoom(this.#modified, this.#length);
    const { written } = new TextEncoder().encodeInto(path, this.#paths.subarray(begin));
    this.#ends[index] = begin + written;
    this.#sizes[index] = size;
    this.#modified[index] = modified;
  }

  at(index: number): FoundImage {
    return { path: this.path(index), size: this.#sizes[index]!, modified: this.#modified[index]! };
  }

  path(index: number): string {
    return this.#decoder.decode(this.#bytesOf(index));
  }

  *[Symbol.iterator](): Generator<FoundImage> {
    for (let index = 0; index < this.#length; index++) yield this.at(index);
  }

  /** Brings them into the order of their paths' code points, which is that of their bytes in UTF-8. */
  sort(): void {
    const order = Uint32Array.from({ length: this.#length }, (_, index) => index);
    if (!order.some((index) => index > 0 && this.#compare(index - 1, this.#bytesOf(index)) > 0)) return;
    order.sort((first, second) => this.#compare(first, this.#bytesOf(second)));
    const sorted = new FoundFiles();
    for (const index of order) sorted.add(this.at(index));
    [this.#paths, this.#ends, this.#sizes, this.#modified] = [
      sorted.#paths,
      sorted.#ends,
      sorted.#sizes,
      sorted.#modified,
    ];
  }

  /** Where the file of this path stands, once they are in order; -1 where there is none. */
  indexOf(path: string): number {
    const wanted = new TextEncoder().encode(path);
    let low = 0, high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1, difference = this.#compare(middle, wanted);
      if (difference === 0) return middle;
      if (difference < 0) low = middle + 1;
      else high = middle;
    }
    return -1;
  }

  #beginOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  #bytesOf(index: number): Uint8Array {
    return this.#paths.subarray(this.#beginOf(index), this.#ends[index]);
  }

  #compare(index: number, other: Uint8Array): number {
    const begin = this.#beginOf(index), length = this.#ends[index]! - begin, common = Math.min(length, other.length);
    for (let at = 0; at < common; at++) {
      const difference = this.#paths[begin + at]! - other[at]!;
      if (difference !== 0) return difference;
    }
    return length - other.length;
  }
}

/** The same column, or a copy of twice the length or more where it has no room for so many. */
function withRoom<Column extends Uint8Array | Uint32Array | Float64Array>(column: Column, length: number): Column {
  if (length <= column.length) return column;
  const longer = new (column.constructor as new (length: number) => Column)(Math.max(length, 2 * column.length));
  longer.set(column);
  return longer;
}
