import { crc32 } from "node:zlib";

/** What is known of one row. */
export interface RowEntry {
  /** Where it lies in the file of rows; -1 where it cannot be computed. */
  readonly slot: number;
  /** Its CRC-32, which tells a row that was written whole. */
  readonly checksum: number;
  /** Why it cannot be computed; empty where it can. */
  readonly reason: string;
}

/**
 * One line of an index. It begins with its own checksum, so that no damage puts a row under another key.
 *
 * @param settings All on which rows depend: lines of other settings are not understood.
 */
export function indexLine(key: string, { slot, checksum, reason }: RowEntry, settings: string): string {
  const text = `${slot}\t${checksum}\t${JSON.stringify([key, reason])}`;
  return `${crc32(text, crc32(settings))}\t${text}\n`;
}

/** A whole line of an index, as it is read. */
export interface IndexLine {
  /** With its end. */
  readonly bytes: Uint8Array;
  /** What it says of which row; undefined where it is not what was written, or of other settings. */
  readonly row: { readonly key: string; readonly entry: RowEntry } | undefined;
}

/**
 * Reads an index, line by line, as all of a long one at once would take several times its memory. A line that says a key again
 * takes the place of the earlier one; one without its end was cut off with the process that wrote it, and is passed over.
 */
export function* indexLines(bytes: Uint8Array, settings: string): Generator<IndexLine> {
  const seed = crc32(settings), decoder = new TextDecoder();
  let start = 0;
  for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, start)) {
    yield { bytes: bytes.subarray(start, end + 1), row: parseLine(bytes.subarray(start, end), seed, decoder) };
    start = end + 1;
  }
}

const NEW_LINE = 10, TAB = 9;

function parseLine(line: Uint8Array, seed: number, decoder: TextDecoder): IndexLine["row"] {
  const tab = line.indexOf(TAB), rest = line.subarray(tab + 1);
  if (tab < 0 || decoder.decode(line.subarray(0, tab)) !== String(crc32(rest, seed))) return undefined;
  const [slot, checksum, json] = decoder.decode(rest).split("\t") as [string, string, string];
  const [key, reason] = JSON.parse(json) as [string, string];
  return { key, entry: { slot: Number(slot), checksum: Number(checksum), reason } };
}
