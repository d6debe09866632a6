import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkIndices } from "./_check_indices.ts";
import { checkKept } from "./_check_kept.ts";
import { checkRows } from "./_check_rows.ts";
import { disposeOnce } from "./_dispose_once.ts";
import { checksumOf, fingerprintOf } from "./_fingerprint_of.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/** What {@linkcode pickRows} needs besides the source. */
export interface PickRowsOptions {
  /** Which rows of the source, in their new order. */
  readonly rows: Int32Array;
  readonly name: string;
  /** Lets go of the source; called once. */
  readonly release: () => void;
}

/** Some rows of a source, in another order, as a source of the same kind. */
export function pickRows(source: Source | StreamedSource, options: PickRowsOptions): Source | StreamedSource {
  const { rows, name, release } = options;
  const { shape, range, classes, modes } = source;
  const fingerprint = fingerprintOf([source.fingerprint ?? null, checksumOf(rows)]);
  const facts = { name, size: rows.length, shape, range, classes, fingerprint, modes };
  if (isStreamed(source)) {
    const { labels, storedShape } = source;
    return {
      ...facts,
      storedShape,
      labels: labels && rows.map((row) => labels[row]!),
      async read(indices) {
        checkRows(indices, facts);
        return await source.read(indices.map((index) => rows[index]!));
      },
      decode: (bytes) => source.decode(bytes),
      dispose: disposeOnce(release),
    };
  }
  const table = tf.tensor1d(rows, "int32");
  return {
    ...facts,
    gather(indices) {
      checkIndices(indices, name);
      checkKept(table.isDisposed, name);
      return tf.tidy(() => source.gather(tf.gather(table, indices)));
    },
    ...source.gatherLabels && {
      gatherLabels(indices: Tensor): Tensor {
        checkIndices(indices, name);
        checkKept(table.isDisposed, name);
        return tf.tidy(() => source.gatherLabels!(tf.gather(table, indices)));
      },
    },
    dispose: disposeOnce(() => {
      table.dispose();
      release();
    }),
  };
}
