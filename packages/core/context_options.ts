import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Cluster } from "./collective_cluster.ts";

/** Optional settings of TensorFlow's runtime, read once when it starts. */
export interface ComputeSettings {
  /** Threads that one operation may use. @default {all cores} */
  readonly threads?: number;
  /** Whether GPU memory grows as needed, instead of being taken whole at the start. @default {true} */
  readonly gpuMemoryGrowth?: boolean;
  /** Whether TensorFlow's own start-up messages are shown. @default {false} */
  readonly verbose?: boolean;
  /** The processes with which this one trains. @default {none} */
  readonly cluster?: Cluster;
}

/** Field numbers of TensorFlow's ConfigProto. */
const INTRA_OP_THREADS = 2, INTER_OP_THREADS = 5, GPU_OPTIONS = 6, ALLOW_SOFT_PLACEMENT = 7, ALLOW_GROWTH = 4;

const MOST_THREADS = 1024;

/**
 * Writes settings as the bytes of TensorFlow's ConfigProto.
 *
 * @throws {RangeError} If `threads` is not an integer from 1 to 1,024.
 */
export function encodeContextOptions(settings: ComputeSettings): Uint8Array<ArrayBuffer> {
  const { threads, gpuMemoryGrowth = true } = settings;
  const writer = new BinaryWriter();
  if (threads !== undefined) {
    if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) { // TensorFlow hangs where it gets no more
      throw new RangeError(
        `Cannot start TensorFlow as threads must be an integer from 1 to ${MOST_THREADS}: current value is ${threads}`,
      );
    }
    writer.tag(INTRA_OP_THREADS, WireType.Varint).int32(threads);
    writer.tag(INTER_OP_THREADS, WireType.Varint).int32(threads);
  }
  writer.tag(GPU_OPTIONS, WireType.LengthDelimited).fork();
  writer.tag(ALLOW_GROWTH, WireType.Varint).bool(gpuMemoryGrowth).join();
  writer.tag(ALLOW_SOFT_PLACEMENT, WireType.Varint).bool(true);
  return writer.finish() as Uint8Array<ArrayBuffer>;
}
