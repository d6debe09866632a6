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

/**
 * Reads an index, line by line, as all of a long one at once would take several times its memory. A line that says a key again
 * takes the place of the earlier one.
 */
export function parseIndex(bytes: Uint8Array, settings: string): ParsedIndex {
  const entries = new Map<string, RowEntry>(), seed = crc32(settings), decoder = new TextDecoder();
  let damaged = 0, start = 0;
  for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, start)) {
    const parsed = parseLine(bytes.subarray(start, end), seed, decoder);
    if (parsed) entries.set(...parsed);
    else damaged++;
    start = end + 1;
  }
  return { entries, damaged, length: start };
}

const NEW_LINE = 10, TAB = 9;

function parseLine(line: Uint8Array, seed: number, decoder: TextDecoder): [key: string, entry: RowEntry] | undefined {
  const tab = line.indexOf(TAB), rest = line.subarray(tab + 1);
  if (tab < 0 || decoder.decode(line.subarray(0, tab)) !== String(crc32(rest, seed))) return undefined;
  const [slot, checksum, json] = decoder.decode(rest).split("\t") as [string, string, string];
  const [key, note] = JSON.parse(json) as [string, string];
  return [key, { slot: Number(slot), checksum: Number(checksum), note }];
}
