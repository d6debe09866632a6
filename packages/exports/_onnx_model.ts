import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** An attribute of a node: integers, one number, or a text. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number } | string;

/** A tensor that is written with the model: float32 numbers, or int64 ones, such as shapes. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** One operation. */
export interface OnnxNode {
  readonly name: string;
  readonly operation: string;
  /** Names of tensors; an empty one stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** What the model takes or gives: float32. */
export interface OnnxPort {
  readonly name: string;
  /** Its shape, -1 for the batch. */
  readonly shape: readonly number[];
}

/** A model. */
export interface OnnxModel {
  readonly name: string;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** In an order in which they can be run. */
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** Texts that describe it, by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

// Field numbers of ModelProto, OperatorSetIdProto, StringStringEntryProto, GraphProto, NodeProto, AttributeProto,
// TensorProto, ValueInfoProto, TypeProto, its Tensor, TensorShapeProto and its Dimension (onnx/onnx.proto).
const MODEL = { version: 1, producer: 2, graph: 7, operators: 8, metadata: 14 } as const;
const OPERATORS_VERSION = 2, PAIR = { key: 1, value: 2 } as const;
const GRAPH = { node: 1, name: 2, tensor: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, operation: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, float: 2, integer: 3, text: 4, integers: 8, type: 20 } as const;
const TYPE = { float: 1, integer: 2, text: 3, integers: 7 } as const;
const TENSOR = { length: 1, type: 2, name: 8, bytes: 9 } as const;
const PORT = { name: 1, type: 2 } as const, TENSOR_TYPE = 1, TENSOR_SHAPE = { type: 1, shape: 2 } as const;
const DIMENSION = 1, LENGTH = { value: 1, name: 2 } as const;

const FLOAT32 = 1, INT64 = 7;

/** The format's version that came with the operators' version 17. */
const FORMAT = 8;

/** The version of the operators. */
export const OPERATORS = 17;

/** The bytes of an ONNX model. */
export function encodeOnnxModel({ inputs, metadata, name, nodes, outputs, tensors }: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(MODEL.version, WireType.Varint).int64(FORMAT);
  text(writer, MODEL.producer, "Forger");
  message(writer, MODEL.graph, () => {
    for (const node of nodes) message(writer, GRAPH.node, () => writeNode(writer, node));
    text(writer, GRAPH.name, name);
    for (const tensor of tensors) message(writer, GRAPH.tensor, () => writeTensor(writer, tensor));
    for (const port of inputs) message(writer, GRAPH.input, () => writePort(writer, port));
    for (const port of outputs) message(writer, GRAPH.output, () => writePort(writer, port));
  });
  message(writer, MODEL.operators, () => writer.tag(OPERATORS_VERSION, WireType.Varint).int64(OPERATORS));
  for (const [key, value] of Object.entries(metadata)) {
    message(writer, MODEL.metadata, () => {
      text(writer, PAIR.key, key);
      text(writer, PAIR.value, value);
    });
  }
  return writer.finish();
}

function writeNode(writer: BinaryWriter, { attributes, inputs, name, operation, output }: OnnxNode): void {
  for (const input of inputs) text(writer, NODE.input, input);
  text(writer, NODE.output, output);
  text(writer, NODE.name, name);
  text(writer, NODE.operation, operation);
  for (const [key, value] of Object.entries(attributes)) {
    message(writer, NODE.attribute, () => {
      text(writer, ATTRIBUTE.name, key);
      const type = writeAttribute(writer, value);
      writer.tag(ATTRIBUTE.type, WireType.Varint).int32(type);
    });
  }
}

/** Writes a value, and says its type. */
function writeAttribute(writer: BinaryWriter, value: OnnxAttribute): number {
  if (typeof value === "number") {
    writer.tag(ATTRIBUTE.integer, WireType.Varint).int64(value);
    return TYPE.integer;
  }
  if (typeof value === "string") {
    text(writer, ATTRIBUTE.text, value);
    return TYPE.text;
  }
  if ("float" in value) {
    writer.tag(ATTRIBUTE.float, WireType.Bit32).float(value.float);
    return TYPE.float;
  }
  for (const integer of value) writer.tag(ATTRIBUTE.integers, WireType.Varint).int64(integer);
  return TYPE.integers;
}

function writeTensor(writer: BinaryWriter, { name, shape, values }: OnnxTensor): void {
  for (const length of shape) writer.tag(TENSOR.length, WireType.Varint).int64(length);
  writer.tag(TENSOR.type, WireType.Varint).int32(values instanceof Float32Array ? FLOAT32 : INT64);
  text(writer, TENSOR.name, name);
  writer.tag(TENSOR.bytes, WireType.LengthDelimited)
    .bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function writePort(writer: BinaryWriter, { name, shape }: OnnxPort): void {
  text(writer, PORT.name, name);
  message(writer, PORT.type, () => {
    message(writer, TENSOR_TYPE, () => {
      writer.tag(TENSOR_SHAPE.type, WireType.Varint).int32(FLOAT32);
      message(writer, TENSOR_SHAPE.shape, () => {
        for (const length of shape) {
          message(writer, DIMENSION, () => {
            if (length < 0) text(writer, LENGTH.name, "batch");
            else writer.tag(LENGTH.value, WireType.Varint).int64(length);
          });
        }
      });
    });
  });
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
