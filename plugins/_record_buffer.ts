import { maskedCrc32c } from "./_masked_crc32c.ts";

const SMALLEST = 65_536;
const LENGTH_SIZE = 8, CHECKSUM_SIZE = 4, HEADER_SIZE = LENGTH_SIZE + CHECKSUM_SIZE;

/** TensorFlow's records until they are written: of each its length, the length's checksum, the data and their checksum. */
export class RecordBuffer {
  #bytes = new Uint8Array(SMALLEST);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Adds a record. */
  add(data: Uint8Array): void {
    const begin = this.#length, dataBegin = begin + HEADER_SIZE, dataEnd = dataBegin + data.length;
    this.#makeRoom(dataEnd + CHECKSUM_SIZE);
    this.#view.setUint32(begin, data.length, true); // the length's upper half stays 0, as no record has 4 GiB
    this.#view.setUint32(begin + 4, 0, true);
    this.#view.setUint32(begin + LENGTH_SIZE, maskedCrc32c(this.#bytes, begin, begin + LENGTH_SIZE), true);
    this.#bytes.set(data, dataBegin);
    this.#view.setUint32(dataEnd, maskedCrc32c(data), true);
    this.#length = dataEnd + CHECKSUM_SIZE;
  }

  /** Takes all records out, as bytes that are good until the next one is added. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #makeRoom(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
