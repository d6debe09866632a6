/** A file of rows of one length, each at its own place. */
export class RowFile implements Disposable {
  readonly #path: string;
  readonly #rowBytes: number;
  #file: Deno.FsFile | undefined;

  /** There are no rows before it is opened. */
  constructor(path: string, rowBytes: number) {
    this.#path = path;
    this.#rowBytes = rowBytes;
  }

  /** Opens it, or opens it in another way: where that fails, all is as before. */
  open(options: Deno.OpenOptions): void {
    const file = Deno.openSync(this.#path, options);
    this.#file?.close();
    this.#file = file;
  }

  /** How much it holds. */
  get bytes(): number {
    return this.#file?.statSync().size ?? 0;
  }

  /** Fills `into` with a row; says whether all of it was there. */
  read(slot: number, into: Uint8Array): boolean {
    if (!this.#file) return false;
    this.#file.seekSync(slot * this.#rowBytes, Deno.SeekMode.Start);
    for (let read = 0; read < into.length;) {
      const count = this.#file.readSync(into.subarray(read));
      if (count === null || count === 0) return false;
      read += count;
    }
    return true;
  }

  write(slot: number, row: Uint8Array): void {
    this.#file!.seekSync(slot * this.#rowBytes, Deno.SeekMode.Start);
    writeAll(this.#file!, row);
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/** Writes all of it, where the file is. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}
