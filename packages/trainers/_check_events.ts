import { crc32c, maskCrc32c } from "@forger/core";

const LENGTH_SIZE = 8, CHECKSUM_SIZE = 4, HEADER_SIZE = LENGTH_SIZE + CHECKSUM_SIZE;

const CHUNK = 2 ** 16;

const MOST_BYTES = 2 ** 34;

/** What the first event of every file says. */
const VERSION = "brain.Event:";

/**
 * Reads a file of TensorFlow's records, and says what is wrong with it; undefined if nothing is.
 *
 * Of each record it is the length, the length's checksum, the data and their checksum; a file is read in little memory.
 */
export async function checkEvents(path: string): Promise<string | undefined> {
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    if (size > MOST_BYTES) return `it has ${size} bytes, more than the ${MOST_BYTES} that are read`;
    const bytes = new Uint8Array(CHUNK), reader = new RecordReader(file, bytes);
    let records = 0;
    for (let left = size; left > 0; records++) {
      const fault = (reason: string) => `after ${records} records ${reason}`;
      if (left < HEADER_SIZE || !await reader.read(HEADER_SIZE)) return fault("it is cut off");
      const view = new DataView(bytes.buffer), length = Number(view.getBigUint64(0, true));
      if (maskCrc32c(crc32c(bytes.subarray(0, LENGTH_SIZE))) !== view.getUint32(LENGTH_SIZE, true)) {
        return fault("the checksum of the next one's length is wrong");
      }
      left -= HEADER_SIZE + length + CHECKSUM_SIZE;
      if (left < 0) return fault("it is cut off");
      const sum = await reader.checksum(length, records === 0 ? VERSION : "");
      if (sum === "no version") return "its first record is not that of such a file";
      if (!await reader.read(CHECKSUM_SIZE)) return fault("it is cut off");
      if (sum !== view.getUint32(0, true)) return fault("the checksum of the next one is wrong");
    }
    return records === 0 ? "it is empty" : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

class RecordReader {
  readonly #file: Deno.FsFile;
  readonly #bytes: Uint8Array;

  constructor(file: Deno.FsFile, bytes: Uint8Array) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Reads so many bytes to the beginning of the buffer; false where the file ends before. */
  async read(length: number): Promise<boolean> {
    for (let done = 0; done < length;) {
      const count = await this.#file.read(this.#bytes.subarray(done, length));
      if (count === null) return false;
      done += count;
    }
    return true;
  }

  /** The masked checksum of the next bytes, whose beginning must hold a text. */
  async checksum(length: number, text: string): Promise<number | "no version"> {
    let sum = 0, isFirst = true;
    for (let left = length; left > 0; left -= CHUNK) {
      const part = this.#bytes.subarray(0, Math.min(left, CHUNK));
      if (!await this.read(part.length)) throw new Error("it was cut off while it was read");
      if (isFirst && !String.fromCharCode(...part.subarray(0, 64)).includes(text)) return "no version";
      isFirst = false;
      sum = crc32c(part, sum);
    }
    return isFirst && text !== "" ? "no version" : maskCrc32c(sum);
  }
}
