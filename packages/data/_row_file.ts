/** A file of rows of one length, each at its own place. */
export class RowFile implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #rowBytes: number;

  constructor(file: Deno.FsFile, rowBytes: number) {
    this.#file = file;
    this.#rowBytes = rowBytes;
  }

  /** Fills `into` with a row; says whether all of it was there. */
  read(slot: number, into: Uint8Array): boolean {
    this.#file.seekSync(slot * this.#rowBytes, Deno.SeekMode.Start);
    for (let read = 0; read < into.length;) {
      const count = this.#file.readSync(into.subarray(read));
      if (count === null || count === 0) return false;
      read += count;
    }
    return true;
  }

  write(slot: number, row: Uint8Array): void {
    this.#file.seekSync(slot * this.#rowBytes, Deno.SeekMode.Start);
    writeAll(this.#file, row);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Writes all of it, where the file is. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}
