import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { EncodedPicture } from "@forger/samplers";
import { BUCKETS, type Histogram } from "./_histogram.ts";
import { encodeSessionEnd, encodeSessionStart, type SessionEnd, type SessionStart } from "./_session_info.ts";
import { message } from "./_proto_message.ts";

/** One named thing that TensorBoard shows. */
export type SummaryValue =
  | { readonly kind: "image"; readonly tag: string; readonly picture: EncodedPicture }
  /** The text is Markdown. */
  | { readonly kind: "text"; readonly tag: string; readonly text: string }
  | { readonly kind: "histogram"; readonly tag: string; readonly histogram: Histogram }
  /** A training with the values of its hyper-parameters. */
  | { readonly kind: "session-start"; readonly session: SessionStart }
  /** How that training ended. */
  | { readonly kind: "session-end"; readonly session: SessionEnd };

// Field numbers of Summary, Summary.Value, Summary.Image, SummaryMetadata, its PluginData, TensorProto, TensorShapeProto and its
// Dim (tensorboard/compat/proto/*.proto).
const SUMMARY_VALUE = 1;
const VALUE = { tag: 1, image: 4, tensor: 8, metadata: 9 } as const;
const IMAGE = { height: 1, width: 2, colours: 3, encoded: 4 } as const, RED_GREEN_BLUE = 3;
const METADATA_PLUGIN = 1, PLUGIN = { name: 1, content: 2 } as const;
const TENSOR = { type: 1, shape: 2, content: 4, string: 8 } as const;
const FLOAT_TYPE = 1, DOUBLE_TYPE = 2, STRING_TYPE = 7;
const SHAPE_DIMENSION = 2, DIMENSION_SIZE = 1;

/** Writes a value as the only one of a summary. */
export function writeValue(writer: BinaryWriter, value: SummaryValue): void {
  message(writer, SUMMARY_VALUE, () => {
    writer.tag(VALUE.tag, WireType.LengthDelimited).string(tagOf(value));
    if (value.kind === "image") {
      message(writer, VALUE.image, () => writeImage(writer, value.picture));
    } else if (value.kind === "text") {
      writeTensor(
        writer,
        STRING_TYPE,
        [1],
        () => writer.tag(TENSOR.string, WireType.LengthDelimited).string(value.text),
      );
      writeMetadata(writer, "text");
    } else if (value.kind === "histogram") {
      const { buffer, byteLength, byteOffset } = value.histogram;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength); // little-endian, as is every machine that Deno runs on
      const write = () => writer.tag(TENSOR.content, WireType.LengthDelimited).bytes(bytes);
      writeTensor(writer, DOUBLE_TYPE, [BUCKETS, 3], write);
      writeMetadata(writer, "histograms");
    } else {
      writeTensor(writer, FLOAT_TYPE, [0], () => {}); // what is shown are the metadata
      writeMetadata(
        writer,
        "hparams",
        value.kind === "session-start" ? encodeSessionStart(value.session) : encodeSessionEnd(value.session),
      );
    }
  });
}

function tagOf(value: SummaryValue): string {
  if (value.kind === "session-start") return "_hparams_/session_start_info";
  if (value.kind === "session-end") return "_hparams_/session_end_info";
  return value.tag;
}

function writeImage(writer: BinaryWriter, { width, height, bytes }: EncodedPicture): void {
  writer.tag(IMAGE.height, WireType.Varint).int32(height);
  writer.tag(IMAGE.width, WireType.Varint).int32(width);
  writer.tag(IMAGE.colours, WireType.Varint).int32(RED_GREEN_BLUE);
  writer.tag(IMAGE.encoded, WireType.LengthDelimited).bytes(bytes);
}

function writeTensor(writer: BinaryWriter, type: number, shape: readonly number[], writeContent: () => void): void {
  message(writer, VALUE.tensor, () => {
    writer.tag(TENSOR.type, WireType.Varint).int32(type);
    message(writer, TENSOR.shape, () => {
      for (const size of shape) {
        message(writer, SHAPE_DIMENSION, () => size > 0 && writer.tag(DIMENSION_SIZE, WireType.Varint).int64(size));
      }
    });
    writeContent();
  });
}

/** Says which part of TensorBoard shows a value, and what that part wants to know besides. */
function writeMetadata(writer: BinaryWriter, plugin: string, content?: Uint8Array): void {
  message(writer, VALUE.metadata, () => {
    message(writer, METADATA_PLUGIN, () => {
      writer.tag(PLUGIN.name, WireType.LengthDelimited).string(plugin);
      if (content) writer.tag(PLUGIN.content, WireType.LengthDelimited).bytes(content);
    });
  });
}
