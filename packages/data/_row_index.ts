/** What is known of one row. */
export interface RowEntry {
  /** Where it lies in the file of rows; -1 where it cannot be computed. */
  readonly slot: number;
  /** Its CRC-32, which tells a row that was written whole. */
  readonly checksum: number;
  /** Why it cannot be computed; empty where it can. */
  readonly reason: string;
}

/** The first line of an index: another format is another first line. */
export const INDEX_HEADER = "forger rows 1\n";

/** One line of an index. */
export function indexLine(key: string, { slot, checksum, reason }: RowEntry): string {
  return `${slot}\t${checksum}\t${JSON.stringify([key, reason])}\n`;
}

/** What a file of an index says. */
export interface ParsedIndex {
  readonly entries: Map<string, RowEntry>;
  /** How many lines say nothing: they were cut off or overwritten. */
  readonly damaged: number;
  /** How far the file's last whole line reaches, in bytes. */
  readonly length: number;
}

/** Reads an index; undefined where it is of another format. A line that says a key again takes the place of the earlier one. */
export function parseIndex(bytes: Uint8Array): ParsedIndex | undefined {
  const header = new TextEncoder().encode(INDEX_HEADER);
  if (header.some((byte, index) => bytes[index] !== byte)) return undefined;
  const end = bytes.lastIndexOf(10) + 1; // a last line without its end was cut off
  const entries = new Map<string, RowEntry>();
  let damaged = end < bytes.length ? 1 : 0;
  for (const line of new TextDecoder().decode(bytes.subarray(header.length, end)).split("\n").slice(0, -1)) {
    const parsed = parseLine(line);
    if (parsed) entries.set(...parsed);
    else damaged++;
  }
  return { entries, damaged, length: end };
}

function parseLine(line: string): [key: string, entry: RowEntry] | undefined {
  const [, slot, checksum, json] = /^(-1|\d{1,15})\t(\d{1,10})\t(\[.*\])$/.exec(line) ?? [];
  if (json === undefined) return undefined;
  try {
    const [key, reason] = JSON.parse(json) as unknown[];
    if (typeof key !== "string" || typeof reason !== "string") return undefined;
    return [key, { slot: Number(slot), checksum: Number(checksum), reason }];
  } catch {
    return undefined; // counted as damaged
  }
}
