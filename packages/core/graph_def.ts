import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { AttributeKind, type OperationAttribute } from "./operation.ts";

/** A tensor's worth of bytes in a graph. */
export interface ConstantValue {
  /** The type of its values, one of `DataType`. */
  readonly dataType: number;
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** Its values, little-endian, the last axis fastest. */
  readonly bytes: Uint8Array;
}

// Field numbers of GraphDef, NodeDef, AttrValue, AttrValue.ListValue, TensorShapeProto, TensorProto and NameAttrList
// (tensorflow/core/framework/*.proto).
const GRAPH_NODE = 1;
const NODE = { name: 1, operation: 2, input: 3, attribute: 5 } as const;
const ATTRIBUTE = {
  list: 1,
  string: 2,
  int: 3,
  float: 4,
  bool: 5,
  type: 6,
  shape: 7,
  tensor: 8,
  function: 10,
} as const;
const LIST = { string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7 } as const;
const TENSOR = { dataType: 1, shape: 2, content: 4 } as const;

/**
 * Builds the bytes of a TensorFlow GraphDef, node by node.
 *
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto
 *
 * @example
 * ```ts
 * import { DataType, GraphDefBuilder, typeAttribute } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = new GraphDefBuilder();
 * const input = graph.node("input", "Placeholder", [], [typeAttribute("dtype", DataType.float32)]);
 * graph.node("output", "Tanh", [input], [typeAttribute("T", DataType.float32)]);
 * assertEquals(graph.nodeCount, 2);
 * ```
 */
export class GraphDefBuilder {
  readonly #writer = new BinaryWriter();
  #nodes = 0;

  /** How many nodes were added. */
  get nodeCount(): number {
    return this.#nodes;
  }

  /**
   * Adds a node.
   *
   * @param inputs Names of nodes, `name:1` for a second output, `^name` for a control dependency (last).
   */
  node(
    name: string,
    operation: string,
    inputs: readonly string[],
    attributes: readonly OperationAttribute[] = [],
  ): string {
    this.#nodes++;
    this.#message(this.#writer, GRAPH_NODE, (node) => {
      node.tag(NODE.name, WireType.LengthDelimited).string(name);
      node.tag(NODE.operation, WireType.LengthDelimited).string(operation);
      for (const input of inputs) node.tag(NODE.input, WireType.LengthDelimited).string(input);
      for (const attribute of attributes) {
        this.#attributeEntry(node, attribute.name, (value) => this.#attribute(value, attribute));
      }
    });
    return name;
  }

  /** Adds a constant. */
  constant(name: string, value: ConstantValue): string {
    this.#nodes++;
    this.#message(this.#writer, GRAPH_NODE, (node) => {
      node.tag(NODE.name, WireType.LengthDelimited).string(name);
      node.tag(NODE.operation, WireType.LengthDelimited).string("Const");
      this.#attributeEntry(node, "dtype", (entry) => entry.tag(ATTRIBUTE.type, WireType.Varint).int32(value.dataType));
      this.#attributeEntry(node, "value", (entry) =>
        this.#message(entry, ATTRIBUTE.tensor, (tensor) => {
          tensor.tag(TENSOR.dataType, WireType.Varint).int32(value.dataType);
          this.#shape(tensor, TENSOR.shape, value.shape);
          tensor.tag(TENSOR.content, WireType.LengthDelimited).bytes(value.bytes);
        }));
    });
    return name;
  }

  /** The GraphDef's bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#writer.finish() as Uint8Array<ArrayBuffer>;
  }

  #message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
    writer.tag(field, WireType.LengthDelimited).fork();
    write(writer);
    writer.join();
  }

  /** One entry of the node's map from attribute name to value. */
  #attributeEntry(node: BinaryWriter, name: string, write: (value: BinaryWriter) => void): void {
    this.#message(node, NODE.attribute, (entry) => {
      entry.tag(1, WireType.LengthDelimited).string(name);
      this.#message(entry, 2, write);
    });
  }

  #attribute(writer: BinaryWriter, { name, type, value }: OperationAttribute): void {
    if (type === AttributeKind.shape) {
      if (!Array.isArray((value as unknown[])[0])) return this.#shape(writer, ATTRIBUTE.shape, value as number[]);
      return this.#message(writer, ATTRIBUTE.list, (list) => {
        for (const shape of value as number[][]) this.#shape(list, LIST.shape, shape);
      });
    }
    if (Array.isArray(value)) return this.#message(writer, ATTRIBUTE.list, (list) => this.#list(list, type, value));
    switch (type) {
      case AttributeKind.string:
        return void writer.tag(ATTRIBUTE.string, WireType.LengthDelimited).string(String(value));
      case AttributeKind.int:
        return void writer.tag(ATTRIBUTE.int, WireType.Varint).int64(Number(value));
      case AttributeKind.float:
        return void writer.tag(ATTRIBUTE.float, WireType.Bit32).float(Number(value));
      case AttributeKind.bool:
        return void writer.tag(ATTRIBUTE.bool, WireType.Varint).bool(Boolean(value));
      case AttributeKind.type:
        return void writer.tag(ATTRIBUTE.type, WireType.Varint).int32(Number(value));
      case AttributeKind.function:
        return this.#message(
          writer,
          ATTRIBUTE.function,
          (call) => call.tag(1, WireType.LengthDelimited).string(String(value)),
        );
      default:
        throw new TypeError(
          `Cannot write graph as the kind of attribute ${name} must be known: current value is ${type}`,
        );
    }
  }

  #list(writer: BinaryWriter, type: number, values: readonly unknown[]): void {
    for (const value of values) {
      if (type === AttributeKind.string) writer.tag(LIST.string, WireType.LengthDelimited).string(String(value));
      else if (type === AttributeKind.int) writer.tag(LIST.int, WireType.Varint).int64(Number(value));
      else if (type === AttributeKind.float) writer.tag(LIST.float, WireType.Bit32).float(Number(value));
      else if (type === AttributeKind.bool) writer.tag(LIST.bool, WireType.Varint).bool(Boolean(value));
      else if (type === AttributeKind.type) writer.tag(LIST.type, WireType.Varint).int32(Number(value));
    }
  }

  #shape(writer: BinaryWriter, field: number, dimensions: readonly number[]): void {
    this.#message(writer, field, (shape) => {
      for (const size of dimensions) {
        this.#message(shape, 2, (dimension) => dimension.tag(1, WireType.Varint).int64(size));
      }
    });
  }
}
