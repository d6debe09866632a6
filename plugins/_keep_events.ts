import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { eventFiles } from "./_event_file.ts";
import { EVENT } from "./_event_message.ts";
import { maskedCrc32c } from "./_masked_crc32c.ts";
import { isOfSession } from "./_session_files.ts";

/** An event as it stands in a file. */
interface FoundEvent {
  readonly begin: number;
  readonly end: number;
  readonly step: number;
  readonly kind: "summary" | "restart" | "version";
}

const LENGTH_SIZE = 8, CHECKSUM_SIZE = 4, HEADER_SIZE = LENGTH_SIZE + CHECKSUM_SIZE;

/**
 * Drops the events after a step of a run's files, as a run that goes on there does the steps again; also what a power cut left of
 * an event that is not whole.
 *
 * @returns The last step of which there is an event then; 0 where there is none.
 */
export async function keepEvents(folder: string, step: number): Promise<number> {
  let cut: { readonly file: string; readonly at: number } | undefined, last = 0;
  const files = (await eventFiles(folder)).filter((name) => !isOfSession(name));
  for (const file of files) {
    const bytes = await Deno.readFile(`${folder}/${file}`), events = [...wholeEvents(bytes)];
    for (const event of events) {
      if (event.kind === "restart" && event.step <= step) cut = undefined; // what followed was done again, before that step
      else if (event.step > step) cut ??= { file, at: event.begin };
      if (!cut && event.kind === "summary") last = event.step;
    }
    const whole = events.at(-1)?.end ?? 0;
    if (whole < bytes.length) await Deno.truncate(`${folder}/${file}`, whole);
  }
  if (!cut) return last;
  await Deno.truncate(`${folder}/${cut.file}`, cut.at);
  for (const file of files) if (file > cut.file) await Deno.remove(`${folder}/${file}`);
  return last;
}

/** The events up to the first one that is not whole. */
function* wholeEvents(bytes: Uint8Array): Generator<FoundEvent> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let begin = 0; begin + HEADER_SIZE <= bytes.length;) {
    const dataBegin = begin + HEADER_SIZE, dataEnd = dataBegin + Number(view.getBigUint64(begin, true));
    const end = dataEnd + CHECKSUM_SIZE;
    if (end > bytes.length) return;
    const isWhole = maskedCrc32c(bytes, begin, begin + LENGTH_SIZE) === view.getUint32(begin + LENGTH_SIZE, true) &&
      maskedCrc32c(bytes, dataBegin, dataEnd) === view.getUint32(dataEnd, true);
    if (!isWhole) return;
    yield { begin, end, ...readEvent(bytes.subarray(dataBegin, dataEnd)) };
    begin = end;
  }
}

function readEvent(bytes: Uint8Array): Pick<FoundEvent, "step" | "kind"> {
  const reader = new BinaryReader(bytes);
  let step = 0, kind: FoundEvent["kind"] = "summary";
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === EVENT.session) kind = "restart";
    if (field === EVENT.version) kind = "version";
    if (field === EVENT.step && type === WireType.Varint) step = Number(reader.int64());
    else reader.skip(type);
  }
  return { step, kind };
}
