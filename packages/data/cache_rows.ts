import { type Tensor, uploadBytes } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkIndices } from "./_check_indices.ts";
import { checkKept } from "./_check_kept.ts";
import { disposeOnce } from "./_dispose_once.ts";
import { readBytes } from "./read_bytes.ts";
import { readLabels } from "./read_labels.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/** So many values are computed or read at a time, or one row's where that is more. */
const VALUES_AT_A_TIME = 2 ** 22;

/**
 * Puts all rows of a source on the device, so that nothing needs to be computed or read when a step gathers them.
 *
 * Of a source on the device, the rows are computed once and kept as float32. Of a streamed source they are read once and kept
 * as they are stored, a byte a value, and decoded in the step: caching the result again keeps the decoded rows. Either way the
 * rows pass through the host's memory, where all of them have room at once; they are computed, or read, a part at a time.
 *
 * The new source owns the given one, which is not to be disposed besides. One on the device is disposed as soon as its rows
 * are copied; a streamed one with the new source, as its decoding may need what it holds. Where caching fails the given source
 * stays as it was, and the caller's.
 *
 * @returns The same rows on the device; labels, classes, modes, range and fingerprint stay.
 * @throws {Error} If a row of a streamed source cannot be had.
 *
 * @example
 * ```ts
 * import { cacheRows, functionPoints, mapRows } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const line = functionPoints({ f: (x) => x, domain: [-1, 1], count: 4 });
 * const wide = await cacheRows(mapRows(line, (rows) => rows.mul(10), { range: [-10, 10] }));
 * assertEquals(wide.gather(tf.tensor1d([3], "int32")).arraySync(), [[7.5, 7.5]]);
 * wide.dispose();
 * ```
 */
export async function cacheRows(source: Source | StreamedSource): Promise<Source> {
  return await (isStreamed(source) ? cacheBytes(source) : cacheValues(source));
}

/** Gives the numbers of all rows, a part at a time. */
function* partsOf(size: number, rowSize: number): Generator<Int32Array> {
  const most = Math.max(1, Math.floor(VALUES_AT_A_TIME / rowSize));
  for (let start = 0; start < size; start += most) {
    yield Int32Array.from({ length: Math.min(most, size - start) }, (_, row) => start + row);
  }
}

const product = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

async function cacheBytes(source: StreamedSource): Promise<Source> {
  const { labels, size, storedShape } = source, rowBytes = product(storedShape);
  const bytes = new Uint8Array(size * rowBytes);
  for (const rows of partsOf(size, rowBytes)) bytes.set(await readBytes(source, rows), rows[0]! * rowBytes);
  const table = uploadBytes(bytes, [size, ...storedShape]);
  return onDevice(source, {
    gather: (indices) => tf.tidy(() => source.decode(table.gather(indices))),
    labels,
    dispose() {
      table.dispose();
      source.dispose();
    },
  });
}

async function cacheValues(source: Source): Promise<Source> {
  const { shape, size } = source, rowSize = product(shape);
  const values = new Float32Array(size * rowSize);
  const labels = source.gatherLabels && new Int32Array(size);
  for (const rows of partsOf(size, rowSize)) {
    const part = tf.tidy(() => source.gather(tf.tensor1d(rows, "int32")));
    try {
      values.set(await part.data(), rows[0]! * rowSize);
    } finally {
      part.dispose();
    }
    labels?.set(await readLabels(source, [...rows]), rows[0]!);
  }
  const table = tf.tensor(values, [size, ...shape], "float32");
  const gather = (rows: Tensor): Tensor => tf.gather(table, rows);
  const cached = onDevice(source, { gather, labels, dispose: () => table.dispose() });
  source.dispose();
  return cached;
}

/** A source of the same facts whose rows are on the device. */
function onDevice(
  { name, size, shape, range, classes, fingerprint, modes }: Source | StreamedSource,
  parts: Pick<Source, "gather" | "dispose"> & { readonly labels: Int32Array | undefined },
): Source {
  const labels = parts.labels && tf.tensor1d(parts.labels, "int32");
  let isDisposed = false;
  return {
    name,
    size,
    shape,
    range,
    classes,
    fingerprint,
    modes,
    gather(indices) {
      checkIndices(indices, name);
      checkKept(isDisposed, name);
      return parts.gather(indices);
    },
    ...labels && {
      gatherLabels(indices: Tensor): Tensor {
        checkIndices(indices, name);
        checkKept(isDisposed, name);
        return tf.gather(labels, indices);
      },
    },
    dispose: disposeOnce(() => {
      isDisposed = true;
      labels?.dispose();
      parts.dispose();
    }),
  };
}
