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
  /** Row by row, each with the left edge, the right edge and the count of a bucket. */
  histograms?: Record<string, number[]>;
  /** Hyper-parameters of a training that begins. */
  settings?: Record<string, number | string | boolean>;
  /** How it ended: 1 for a success, 2 for a failure. */
  status?: number;
  /** Where it ends in its file. */
  end: number;
}

/** Reads the files of events in a folder as TensorBoard does, in the order of names; throws where a checksum is wrong. */
export function readEvents(folder: string): ReadEvent[] {
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
  return files.flatMap((name) => parseEvents(Deno.readFileSync(`${folder}/${name}`)));
}

/** Reads the bytes of a file of events. */
export function parseEvents(bytes: Uint8Array): ReadEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset), events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true)), begin = at + 12, end = begin + length;
    const isSound = view.getUint32(at + 8, true) === maskedCrc32c(bytes.subarray(at, at + 8)) &&
      view.getUint32(end, true) === maskedCrc32c(bytes.subarray(begin, end));
    if (!isSound) throw new Error(`A checksum of the record at byte ${at} is wrong`);
    at = end + 4;
    events.push({ ...parseEvent(bytes.slice(begin, end)), end: at });
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

function parseEvent(bytes: Uint8Array): Omit<ReadEvent, "end"> {
  const fields = fieldsOf(bytes);
  const event: Omit<ReadEvent, "end"> = {
    wallTime: fields.get(1)![0] as number,
    step: (fields.get(2)?.[0] ?? 0) as number,
  };
  if (fields.has(3)) event.version = text(fields.get(3)![0]);
  if (fields.has(7)) event.restart = message(fields.get(7)![0]).get(1)![0] === 1;
  for (const value of fields.has(5) ? message(fields.get(5)![0]).get(1) ?? [] : []) addValue(event, message(value));
  return event;
}

function addValue(event: Omit<ReadEvent, "end">, value: Fields): void {
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
  if (!value.has(8)) return;
  const tensor = message(value.get(8)![0]), plugin = message(message(value.get(9)![0]).get(1)![0]);
  const shown = text(plugin.get(1)![0]);
  if (shown === "text") (event.texts ??= {})[tag] = text(tensor.get(8)![0]);
  if (shown === "histograms") (event.histograms ??= {})[tag] = [...doubles(tensor.get(4)![0] as Uint8Array)];
  if (shown === "hparams") addSession(event, message(plugin.get(2)![0]));
}

function doubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

function addSession(event: Omit<ReadEvent, "end">, data: Fields): void {
  if (data.has(4)) {
    event.status = message(data.get(4)![0]).get(1)![0] as number;
    return;
  }
  event.settings = {};
  for (const entry of message(data.get(3)![0]).get(1) ?? []) {
    const fields = message(entry), value = message(fields.get(2)![0]), [field, [content]] = [...value][0]!;
    event.settings[text(fields.get(1)![0])] = field === 3
      ? text(content)
      : field === 4
      ? content === 1
      : content as number;
  }
}
