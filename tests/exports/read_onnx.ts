import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** An attribute's value: a number, a text or integers. */
export type ReadAttribute = number | string | number[];

/** A node as it was read. */
export interface ReadNode {
  readonly name: string;
  readonly operation: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Record<string, ReadAttribute>;
}

/** A tensor as it was read. */
export interface ReadTensor {
  readonly name: string;
  readonly shape: number[];
  readonly values: Float32Array | BigInt64Array;
}

/** A model as it was read. */
export interface ReadModel {
  readonly format: number;
  readonly operators: number;
  readonly nodes: ReadNode[];
  readonly tensors: ReadTensor[];
  /** Names, and shapes in which a text stands for a length that is free. */
  readonly inputs: (readonly [string, (number | string)[]])[];
  readonly outputs: (readonly [string, (number | string)[]])[];
  readonly metadata: Record<string, string>;
}

type Field = readonly [number: number, value: number | Uint8Array];

/** All fields of a message, in order. */
function fields(message: Uint8Array): Field[] {
  const reader = new BinaryReader(message), found: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (type === WireType.Varint) found.push([number, Number(reader.int64())]);
    else if (type === WireType.Bit32) found.push([number, reader.float()]);
    else if (type === WireType.LengthDelimited) found.push([number, reader.bytes()]);
    else throw new Error(`wire type ${type} is not used by ONNX models of ours`);
  }
  return found;
}

const all = (message: Uint8Array, number: number) =>
  fields(message).filter(([field]) => field === number).map(([, value]) => value);
const messages = (message: Uint8Array, number: number) => all(message, number) as Uint8Array[];
const numbers = (message: Uint8Array, number: number) => all(message, number) as number[];
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const name = (message: Uint8Array, number: number) => text(messages(message, number)[0]);

/** Reads a model by the field numbers of onnx.proto. */
export function readOnnx(bytes: Uint8Array): ReadModel {
  const graph = messages(bytes, 7)[0]!;
  return {
    format: numbers(bytes, 1)[0]!,
    operators: numbers(messages(bytes, 8)[0]!, 2)[0]!,
    nodes: messages(graph, 1).map(readNode),
    tensors: messages(graph, 5).map(readTensor),
    inputs: messages(graph, 11).map(readPort),
    outputs: messages(graph, 12).map(readPort),
    metadata: Object.fromEntries(messages(bytes, 14).map((pair) => [name(pair, 1), name(pair, 2)])),
  };
}

function readNode(node: Uint8Array): ReadNode {
  const attributes = messages(node, 5).map((attribute): [string, ReadAttribute] => {
    const type = numbers(attribute, 20)[0];
    const value = type === 1
      ? numbers(attribute, 2)[0]!
      : type === 2
      ? numbers(attribute, 3)[0]!
      : type === 3
      ? name(attribute, 4)
      : numbers(attribute, 8);
    return [name(attribute, 1), value];
  });
  return {
    name: name(node, 3),
    operation: name(node, 4),
    inputs: messages(node, 1).map(text),
    outputs: messages(node, 2).map(text),
    attributes: Object.fromEntries(attributes),
  };
}

function readTensor(tensor: Uint8Array): ReadTensor {
  const bytes = messages(tensor, 9)[0]!.slice(), type = numbers(tensor, 2)[0];
  const values = type === 1 ? new Float32Array(bytes.buffer) : new BigInt64Array(bytes.buffer);
  return { name: name(tensor, 8), shape: numbers(tensor, 1), values };
}

function readPort(port: Uint8Array): readonly [string, (number | string)[]] {
  const type = messages(messages(port, 2)[0]!, 1)[0]!, shape = messages(type, 2)[0]!;
  return [
    name(port, 1),
    messages(shape, 1).map((dimension) => numbers(dimension, 1)[0] ?? name(dimension, 2)),
  ];
}
