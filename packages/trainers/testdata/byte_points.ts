import { type Tensor, uploadBytes } from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import * as tf from "@tensorflow/tfjs";

const SIZE = 10, CLASSES = ["even", "odd"] as const;

const bytesOf = (row: number): number[] => [10 + 20 * row, 10 + 2 * row * row];

const FACTS = { name: "byte points", size: SIZE, shape: [2], range: [-1, 1], classes: CLASSES } as const;

const decode = (bytes: Tensor): Tensor => bytes.div(127.5).sub(1);

/** Ten points, on the device. */
export function deviceBytePoints(): Source {
  const table = uploadBytes(Uint8Array.from(Array.from({ length: SIZE }, (_, row) => bytesOf(row)).flat()), [SIZE, 2]);
  return {
    ...FACTS,
    gather: (indices) => tf.tidy(() => decode(table.gather(indices))),
    gatherLabels: (indices) => tf.tidy(() => indices.mod(tf.scalar(2, "int32")).toInt()),
    dispose: () => table.dispose(),
  };
}

/** The same points, streamed; `onRead` may keep a read waiting, or fail. */
export function streamedBytePoints(
  onRead: (indices: Int32Array) => void | Promise<void> = () => {},
): StreamedSource {
  return {
    ...FACTS,
    storedShape: [2],
    async read(indices) {
      await onRead(indices);
      return Uint8Array.from([...indices].flatMap(bytesOf));
    },
    decode: (bytes) => tf.tidy(() => decode(bytes)),
    labels: Int32Array.from({ length: SIZE }, (_, row) => row % 2),
    dispose() {},
  };
}
