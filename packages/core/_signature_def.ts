import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** A tensor that a signature names. */
export interface SignatureTensor {
  /** The node that gives it. */
  readonly node: string;
  /** Which of the node's outputs it is. */
  readonly index: number;
  /** Its type, as `TF_DataType` numbers it. */
  readonly dataType: number;
}

/** What a program feeds and fetches, by the names that the model gives it. */
export interface Signature {
  readonly inputs: ReadonlyMap<string, SignatureTensor>;
  readonly outputs: ReadonlyMap<string, SignatureTensor>;
}

// Field numbers of MetaGraphDef, SignatureDef and TensorInfo (tensorflow/core/protobuf/meta_graph.proto).
const META_GRAPH_SIGNATURE = 5,
  SIGNATURE = { input: 1, output: 2 } as const,
  TENSOR_INFO = { name: 1, type: 2 } as const;
const ENTRY = { key: 1, value: 2 } as const;

/** The signatures of a MetaGraphDef by name. */
export function readSignatures(metaGraph: Uint8Array): Map<string, Signature> {
  const signatures = new Map<string, Signature>();
  eachField(metaGraph, (field, bytes) => {
    if (field === META_GRAPH_SIGNATURE) signatures.set(...entry(bytes(), readSignature));
  });
  return signatures;
}

function readSignature(bytes: Uint8Array): Signature {
  const inputs = new Map<string, SignatureTensor>(), outputs = new Map<string, SignatureTensor>();
  eachField(bytes, (field, inner) => {
    if (field === SIGNATURE.input) inputs.set(...entry(inner(), readTensor));
    if (field === SIGNATURE.output) outputs.set(...entry(inner(), readTensor));
  });
  return { inputs, outputs };
}

function readTensor(bytes: Uint8Array): SignatureTensor {
  let name = "", dataType = 0;
  eachField(bytes, (field, inner, number) => {
    if (field === TENSOR_INFO.name) name = new TextDecoder().decode(inner());
    if (field === TENSOR_INFO.type) dataType = number();
  });
  const [, node = name, index = "0"] = /^(.*):(\d+)$/.exec(name) ?? [];
  return { node, index: Number(index), dataType };
}

function entry<T>(bytes: Uint8Array, read: (value: Uint8Array) => T): [string, T] {
  let key = "", value: Uint8Array = new Uint8Array(0);
  eachField(bytes, (field, inner) => {
    if (field === ENTRY.key) key = new TextDecoder().decode(inner());
    if (field === ENTRY.value) value = inner();
  });
  return [key, read(value)];
}

/** Visits the fields of a message; what the visitor does not read is skipped. */
function eachField(
  message: Uint8Array,
  visit: (field: number, bytes: () => Uint8Array, number: () => number) => void,
): void {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    let isRead = false;
    const once = <T>(read: () => T) => (): T => {
      isRead = true;
      return read();
    };
    visit(
      field,
      once(() => type === WireType.LengthDelimited ? reader.bytes() : (reader.skip(type), new Uint8Array(0))),
      once(() => type === WireType.Varint ? reader.int32() : (reader.skip(type), 0)),
    );
    if (!isRead) reader.skip(type);
  }
}
