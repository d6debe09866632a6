import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { DataType } from "@forger/core";

/** A tensor of a graph that a program feeds or fetches. */
export interface SignatureTensor {
  /** The node that gives it. */
  readonly node: string;
  /** Its shape, -1 for the batch. */
  readonly shape: readonly number[];
}

/** A graph, and what programs call its tensors. */
export interface SavedGraph {
  /** The bytes of its GraphDef. */
  readonly graph: Uint8Array;
  readonly inputs: ReadonlyMap<string, SignatureTensor>;
  readonly outputs: ReadonlyMap<string, SignatureTensor>;
}

// Field numbers of SavedModel, MetaGraphDef, its MetaInfoDef, GraphDef, VersionDef, SignatureDef, TensorInfo and
// TensorShapeProto (tensorflow/core/protobuf/*.proto, tensorflow/core/framework/*.proto).
const SAVED_MODEL = { schema: 1, metaGraph: 2 } as const, SCHEMA = 1;
const META_GRAPH = { info: 1, graph: 2, signature: 5 } as const;
const META_INFO = { tag: 4, tensorflowVersion: 5 } as const;
const GRAPH_VERSIONS = 4, VERSIONS = { producer: 1, leastConsumer: 2 } as const;
const SIGNATURE = { input: 1, output: 2, method: 3 } as const;
const TENSOR_INFO = { name: 1, type: 2, shape: 3 } as const, SHAPE_DIMENSION = 2, DIMENSION_SIZE = 1;
const ENTRY = { key: 1, value: 2 } as const;

/** What programs look for. */
const TAG = "serve", SIGNATURE_NAME = "serving_default", METHOD = "tensorflow/serving/predict";

/** The version of graphs that TensorFlow 2.4 writes: all later ones read it, and all that we use is in it. */
const PRODUCER = 561, LEAST_CONSUMER = 12, TENSORFLOW = "2.4.0";

/** The bytes of a SavedModel's `saved_model.pb`. */
export function encodeSavedModel({ graph, inputs, outputs }: SavedGraph): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(SAVED_MODEL.schema, WireType.Varint).int64(SCHEMA);
  message(writer, SAVED_MODEL.metaGraph, () => {
    message(writer, META_GRAPH.info, () => {
      writer.tag(META_INFO.tag, WireType.LengthDelimited).string(TAG);
      writer.tag(META_INFO.tensorflowVersion, WireType.LengthDelimited).string(TENSORFLOW);
    });
    message(writer, META_GRAPH.graph, () => {
      writer.raw(graph);
      message(writer, GRAPH_VERSIONS, () => {
        writer.tag(VERSIONS.producer, WireType.Varint).int32(PRODUCER);
        writer.tag(VERSIONS.leastConsumer, WireType.Varint).int32(LEAST_CONSUMER);
      });
    });
    entry(writer, META_GRAPH.signature, SIGNATURE_NAME, () => {
      writeTensors(writer, SIGNATURE.input, inputs);
      writeTensors(writer, SIGNATURE.output, outputs);
      writer.tag(SIGNATURE.method, WireType.LengthDelimited).string(METHOD);
    });
  });
  return writer.finish();
}

function writeTensors(writer: BinaryWriter, field: number, tensors: ReadonlyMap<string, SignatureTensor>): void {
  for (const [name, { node, shape }] of tensors) {
    entry(writer, field, name, () => {
      writer.tag(TENSOR_INFO.name, WireType.LengthDelimited).string(`${node}:0`);
      writer.tag(TENSOR_INFO.type, WireType.Varint).int32(DataType.float32);
      message(writer, TENSOR_INFO.shape, () => {
        for (const length of shape) {
          message(writer, SHAPE_DIMENSION, () => writer.tag(DIMENSION_SIZE, WireType.Varint).int64(length));
        }
      });
    });
  }
}

/** An entry of a map. */
function entry(writer: BinaryWriter, field: number, key: string, write: () => void): void {
  message(writer, field, () => {
    writer.tag(ENTRY.key, WireType.LengthDelimited).string(key);
    message(writer, ENTRY.value, write);
  });
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
