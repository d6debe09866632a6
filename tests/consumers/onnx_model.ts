import { BinaryWriter } from "@bufbuild/protobuf/wire";

/** What a tiny model shall be. */
export interface OnnxModelOptions {
  /** The axes of its input; a text is the name of one of any length. @default {["batch", 3, 2, 2]} */
  readonly input?: readonly (number | string)[];
  /** What each channel is multiplied by, along the axis of `scaleShape`. @default {[1, 10, 100]} */
  readonly scale?: readonly number[];
  /** The shape of these factors. @default {[1, 3, 1, 1]} */
  readonly scaleShape?: readonly number[];
  /** The type of the input: 1 is float32, 6 int32. @default {1} */
  readonly type?: number;
}

const FLOAT32 = 1;

/** A message inside another. */
function message(writer: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void): BinaryWriter {
  writer.tag(field, 2).fork();
  fill(writer);
  return writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string) => writer.tag(field, 2).string(value);
const integer = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, 0).int64(value);

/** ValueInfoProto: a name (1) with a type (2) of a tensor (1), of element type (1) and shape (2) of dimensions (1). */
function valueInfo(writer: BinaryWriter, name: string, type: number, shape: readonly (number | string)[]): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensor) => {
      integer(tensor, 1, type);
      message(tensor, 2, (shapeProto) => {
        for (const length of shape) {
          message(shapeProto, 1, (dimension) =>
            typeof length === "number" ? integer(dimension, 1, length) : text(dimension, 2, length));
        }
      });
    }));
}

/** NodeProto: inputs (1), outputs (2), name (3), operator (4). */
function node(writer: BinaryWriter, operator: string, inputs: readonly string[], output: string): void {
  for (const input of inputs) text(writer, 1, input);
  text(writer, 2, output);
  text(writer, 3, output);
  text(writer, 4, operator);
}

/**
 * The bytes of an ONNX model: `images` times `scale` is `scaled`, its mean over the last two axes is `pooled`, of which
 * the output `features` is made flat.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function onnxModel(options: OnnxModelOptions = {}): Uint8Array {
  const { input = ["batch", 3, 2, 2], scale = [1, 10, 100], scaleShape = [1, 3, 1, 1], type = FLOAT32 } = options;
  const model = new BinaryWriter();
  integer(model, 1, 8); // ir_version
  message(model, 8, (opset) => integer(text(opset, 1, ""), 2, 13));
  return message(model, 7, (graph) => {
    message(graph, 1, (inner) => node(inner, "Mul", ["images", "scale"], "scaled"));
    message(graph, 1, (inner) => node(inner, "GlobalAveragePool", ["scaled"], "pooled"));
    message(graph, 1, (inner) => node(inner, "Flatten", ["pooled"], "features"));
    text(graph, 2, "tiny");
    message(graph, 5, (tensor) => {
      for (const length of scaleShape) integer(tensor, 1, length);
      tensor.tag(2, 0).int32(FLOAT32);
      text(tensor, 8, "scale");
      tensor.tag(9, 2).bytes(new Uint8Array(Float32Array.from(scale).buffer));
    });
    message(graph, 11, (inner) => valueInfo(inner, "images", type, input));
    message(graph, 12, (inner) => valueInfo(inner, "features", FLOAT32, ["batch", "size"]));
  }).finish();
}
