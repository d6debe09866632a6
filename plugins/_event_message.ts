import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { message } from "./_proto_message.ts";
import { type SummaryValue, writeValue } from "./_summary_value.ts";

/** What happened at a step, as TensorBoard reads it. */
export interface EventMessage {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly content: EventContent;
}

/** What an event holds. */
export type EventContent =
  /** The first event of a file. */
  | { readonly kind: "version" }
  /** Steps from this event's on were done again: what came before of them is void. */
  | { readonly kind: "restart" }
  /** Numbers by their names, as `ScalarSummary` has them. */
  | { readonly kind: "scalars"; readonly summary: Uint8Array }
  | SummaryValue;

const VERSION = "brain.Event:2";

/** Field numbers of Event (tensorboard/compat/proto/event.proto). */
export const EVENT = { wallTime: 1, step: 2, version: 3, summary: 5, session: 7 } as const;
// Of SessionLog.
const SESSION_STATUS = 1, SESSION_START = 1;

/** The bytes of an event. */
export function encodeEvent({ wallTime, step, content }: EventMessage): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(EVENT.wallTime, WireType.Bit64).double(wallTime);
  if (step > 0) writer.tag(EVENT.step, WireType.Varint).int64(step);
  if (content.kind === "version") {
    writer.tag(EVENT.version, WireType.LengthDelimited).string(VERSION);
  } else if (content.kind === "restart") {
    message(writer, EVENT.session, () => writer.tag(SESSION_STATUS, WireType.Varint).int32(SESSION_START));
  } else if (content.kind === "scalars") {
    writer.tag(EVENT.summary, WireType.LengthDelimited).bytes(content.summary);
  } else {
    message(writer, EVENT.summary, () => writeValue(writer, content));
  }
  return writer.finish();
}
