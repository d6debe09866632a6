import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { EncodedPicture } from "@forger/samplers";

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
  /** Numbers by their names, as {@linkcode ScalarSummary} has them. */
  | { readonly kind: "scalars"; readonly summary: Uint8Array }
  | { readonly kind: "image"; readonly tag: string; readonly picture: EncodedPicture }
  /** The text is Markdown. */
  | { readonly kind: "text"; readonly tag: string; readonly text: string };

const VERSION = "brain.Event:2";

// Field numbers of Event, SessionLog, Summary, Summary.Value, Summary.Image, SummaryMetadata, its PluginData, TensorProto,
// TensorShapeProto and its Dim (tensorboard/compat/proto/*.proto).
const EVENT = { wallTime: 1, step: 2, version: 3, summary: 5, session: 7 } as const;
const SESSION_STATUS = 1, SESSION_START = 1;
const SUMMARY_VALUE = 1;
const VALUE = { tag: 1, scalar: 2, image: 4, tensor: 8, metadata: 9 } as const;
const IMAGE = { height: 1, width: 2, colours: 3, encoded: 4 } as const, RED_GREEN_BLUE = 3;
const METADATA_PLUGIN = 1, PLUGIN_NAME = 1;
const TENSOR = { type: 1, shape: 2, string: 8 } as const, STRING_TYPE = 7;
const SHAPE_DIMENSION = 2, DIMENSION_SIZE = 1;

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
    message(writer, EVENT.summary, () => {
      value(writer, content.tag, () => {
        if (content.kind === "text") writeText(writer, content.text);
        else message(writer, VALUE.image, () => writeImage(writer, content.picture));
      });
    });
  }
  return writer.finish();
}

/** Numbers by their names: since steps mostly log the same names, the bytes around the numbers are made once. */
export class ScalarSummary {
  readonly #names: readonly string[];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Where each number stands. */
  readonly #places: readonly number[];

  constructor(names: readonly string[]) {
    const writer = new BinaryWriter(), places: number[] = [];
    let end = 0;
    for (const name of names) {
      const one = new BinaryWriter();
      value(one, name, () => one.tag(VALUE.scalar, WireType.Bit32).float(0));
      const bytes = one.finish();
      writer.raw(bytes);
      places.push((end += bytes.length) - 4);
    }
    this.#names = names;
    this.#bytes = writer.finish();
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    this.#places = places;
  }

  /** Whether these values have its names, in its order. */
  fits(values: Readonly<Record<string, number>>): boolean {
    let index = 0;
    for (const name in values) if (name !== this.#names[index++]) return false;
    return index === this.#names.length;
  }

  /** The bytes with these values, good until the next call. */
  with(values: Readonly<Record<string, number>>): Uint8Array {
    let index = 0;
    for (const name in values) this.#view.setFloat32(this.#places[index++]!, values[name]!, true);
    return this.#bytes;
  }
}

function writeImage(writer: BinaryWriter, { width, height, bytes }: EncodedPicture): void {
  writer.tag(IMAGE.height, WireType.Varint).int32(height);
  writer.tag(IMAGE.width, WireType.Varint).int32(width);
  writer.tag(IMAGE.colours, WireType.Varint).int32(RED_GREEN_BLUE);
  writer.tag(IMAGE.encoded, WireType.LengthDelimited).bytes(bytes);
}

/** A text is a tensor of one string, which the metadata say is text. */
function writeText(writer: BinaryWriter, text: string): void {
  message(writer, VALUE.tensor, () => {
    writer.tag(TENSOR.type, WireType.Varint).int32(STRING_TYPE);
    message(writer, TENSOR.shape, () => {
      message(writer, SHAPE_DIMENSION, () => writer.tag(DIMENSION_SIZE, WireType.Varint).int64(1));
    });
    writer.tag(TENSOR.string, WireType.LengthDelimited).string(text);
  });
  message(writer, VALUE.metadata, () => {
    message(writer, METADATA_PLUGIN, () => writer.tag(PLUGIN_NAME, WireType.LengthDelimited).string("text"));
  });
}

function value(writer: BinaryWriter, tag: string, write: () => void): void {
  message(writer, SUMMARY_VALUE, () => {
    writer.tag(VALUE.tag, WireType.LengthDelimited).string(tag);
    write();
  });
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
