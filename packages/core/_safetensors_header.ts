import { HeaderCursor } from "./_header_cursor.ts";
import { cannotRead, shownList, shownText } from "./_safetensors_message.ts";
import { READ_TYPES, type ReadType } from "./_safetensors_types.ts";

/** The longest header that is read or written, in bytes; the reference implementation has the same limit. */
export const LONGEST_HEADER = 100_000_000;

/** The name that no tensor has, as what describes the file stands there. */
export const METADATA_NAME = "__metadata__";

/** How many axes a tensor may have; numpy and PyTorch know no more. */
export const MOST_AXES = 64;

/** What a header says of a tensor; nothing of it is known to be true. */
export interface HeaderEntry {
  /** The tensor's name. */
  readonly name: string;
  /** Its type. */
  readonly type: ReadType;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Where its values begin in the data that follow the header, in bytes. */
  readonly begin: number;
  /** Where they end. */
  readonly end: number;
}

/** What a header says. */
export interface SafetensorsHeader {
  /** The tensors, in the header's order. */
  readonly entries: HeaderEntry[];
  /** What describes the file. */
  readonly metadata: Record<string, string>;
}

/** Reads a header. */
export function parseSafetensorsHeader(bytes: Uint8Array): SafetensorsHeader {
  const text = decodeText(bytes);
  if (text[0] !== "{") {
    const value = text === "" ? "an empty header" : shownText(text[0]!);
    throw new RangeError(cannotRead("the header's first character", "'{'", value));
  }
  const entries: HeaderEntry[] = [], metadata: Record<string, string> = Object.create(null);
  const cursor = new HeaderCursor(text);
  cursor.object("the header", (name) => {
    if (name !== METADATA_NAME) return entries.push(readEntry(cursor, name));
    cursor.object(METADATA_NAME, (key) => metadata[key] = cursor.text(`each value in ${METADATA_NAME}`));
  });
  cursor.end("what follows its object");
  return { entries, metadata };
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const value = `${bytes.length} bytes of another kind`;
    throw new RangeError(cannotRead("the header", "text in UTF-8", value), { cause });
  }
}

function readEntry(cursor: HeaderCursor, name: string): HeaderEntry {
  const tensor = `tensor ${shownText(name)}`;
  let code: string | undefined, shape: number[] | undefined, offsets: number[] | undefined;
  cursor.object(tensor, (field) => {
    if (field === "dtype") code = cursor.text(`the dtype of ${tensor}`);
    else if (field === "shape") shape = cursor.integers(`the shape of ${tensor}`, MOST_AXES);
    else if (field === "data_offsets") offsets = cursor.integers(`the data_offsets of ${tensor}`, 2);
    else throw new RangeError(cannotRead(`names in ${tensor}`, "dtype, shape or data_offsets", shownText(field)));
  });
  if (code === undefined || !shape || !offsets) {
    const missing = code === undefined ? "dtype" : shape ? "data_offsets" : "shape";
    throw new RangeError(cannotRead(`names in ${tensor}`, "dtype, shape and data_offsets", `none for ${missing}`));
  }
  const type = READ_TYPES.get(code);
  if (!type) {
    const known = [...READ_TYPES.keys()].join(", ");
    throw new TypeError(cannotRead(`the dtype of ${tensor}`, `one of ${known}`, shownText(code)));
  }
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined) {
    throw new RangeError(cannotRead(`the data_offsets of ${tensor}`, "two integers", shownList(offsets)));
  }
  return { name, type, shape, begin, end };
}
