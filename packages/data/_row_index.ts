import { crc32 } from "node:zlib";

/** What is known of one row. */
export interface RowEntry {
  /** Where it lies in the file of rows; -1 where it cannot be computed. */
  readonly slot: number;
  /** Its CRC-32, which tells a row that was written whole. */
  readonly checksum: number;
  /** Why it cannot be computed, or what was to be kept beside it; often empty. */
  readonly note: string;
}

/**
 * One line of an index. It begins with its own checksum, so that no damage puts a row under another key.
 *
 * @param settings All on which rows depend: lines of other settings are not understood.
 */
export function indexLine(key: string, { slot, checksum, note }: RowEntry, settings: string): string {
  const text = `${slot}\t${checksum}\t${JSON.stringify([key, note])}`;
  return `${crc32(text, crc32(settings))}\t${text}\n`;
}

/** What a file of an index says. */
export interface ParsedIndex {
  readonly entries: Map<string, RowEntry>;
  /** How many lines are not what was written, or of other settings. */
  readonly damaged: number;
  /** How far its last whole line reaches, in bytes: a line without its end was cut off with the process that wrote it. */
  readonly length: number;
}

/** Reads an index. A line that says a key again takes the place of the earlier one. */
export function parseIndex(bytes: Uint8Array, settings: string): ParsedIndex {
  const entries = new Map<string, RowEntry>(), seed = crc32(settings), length = bytes.lastIndexOf(10) + 1;
  let damaged = 0;
  for (const line of new TextDecoder().decode(bytes.subarray(0, length)).split("\n").slice(0, -1)) {
    const start = line.indexOf("\t") + 1, text = line.slice(start);
    if (line.slice(0, start) === `${crc32(text, seed)}\t`) {
      const [slot, checksum, json] = text.split("\t") as [string, string, string];
      const [key, note] = JSON.parse(json) as [string, string];
      entries.set(key, { slot: Number(slot), checksum: Number(checksum), note });
    } else damaged++;
  }
  return { entries, damaged, length };
}
