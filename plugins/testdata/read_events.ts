import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { maskedCrc32c } from "../_masked_crc32c.ts";

/** An event of a file for TensorBoard. */
export interface ReadEvent {
  wallTime: number;
  step: number;
  version?: string;
  restart?: boolean;
  scalars?: Record<string, number>;
  images?: Record<string, { readonly width: number; readonly height: number; readonly bytes: Uint8Array }>;
  texts?: Record<string, string>;
}

/** Reads the only file of events in a folder, and throws where a checksum is wrong. */
export function readEvents(folder: string): ReadEvent[] {
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
  if (files.length !== 1) throw new Error(`There is not one file in ${folder}: ${files}`);
  return parseEvents(Deno.readFileSync(`${folder}/${files[0]}`));
}

/** Reads the bytes of a file of events. */
export function parseEvents(bytes: Uint8Array): ReadEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset), events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true)), begin = at + 12, end = begin + length;
    const isSound = view.getUint32(at + 8, true) === maskedCrc32c(bytes.subarray(at, at + 8)) &&
      view.getUint32(end, true) === maskedCrc32c(bytes.subarray(begin, end));
    if (!isSound) throw new Error(`A checksum of the record at byte ${at} is wrong`);
    events.push(parseEvent(bytes.slice(begin, end)));
    at = end + 4;
  }
  return events;
}

type Fields = Map<number, (number | Uint8Array)[]>;

/** All fields of a message by their numbers: numbers, or the bytes of texts and messages. */
function fieldsOf(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes), fields: Fields = new Map();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value = type === WireType.Varint
      ? Number(reader.int64())
      : type === WireType.Bit64
      ? reader.double()
      : type === WireType.Bit32
      ? reader.float()
      : reader.bytes();
    fields.set(field, [...fields.get(field) ?? [], value]);
  }
  return fields;
}

const text = (value: unknown): string => new TextDecoder().decode(value as Uint8Array);
const message = (value: unknown): Fields => fieldsOf(value as Uint8Array);

function parseEvent(bytes: Uint8Array): ReadEvent {
  const fields = fieldsOf(bytes);
  const event: ReadEvent = { wallTime: fields.get(1)![0] as number, step: (fields.get(2)?.[0] ?? 0) as number };
  if (fields.has(3)) event.version = text(fields.get(3)![0]);
  if (fields.has(7)) event.restart = message(fields.get(7)![0]).get(1)![0] === 1;
  for (const value of fields.has(5) ? message(fields.get(5)![0]).get(1) ?? [] : []) addValue(event, message(value));
  return event;
}

function addValue(event: ReadEvent, value: Fields): void {
  const tag = text(value.get(1)![0]), [scalar] = value.get(2) ?? [], [image] = value.get(4) ?? [];
  if (scalar !== undefined) (event.scalars ??= {})[tag] = scalar as number;
  if (image !== undefined) {
    const [[height], [width], , [encoded]] = [1, 2, 3, 4].map((field) => message(image).get(field)!) as [
      number[],
      number[],
      number[],
      Uint8Array[],
    ];
    (event.images ??= {})[tag] = { width: width!, height: height!, bytes: encoded! };
  }
  if (value.has(8)) (event.texts ??= {})[tag] = text(message(value.get(8)![0]).get(8)![0]);
}
