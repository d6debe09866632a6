import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { Concatenation } from "./_concat_on_device.ts";
import { checkRows } from "./_check_rows.ts";
import { readBytes } from "./read_bytes.ts";
import type { StreamedSource } from "./streamed_source.ts";

/** The number of a row's source is kept in one byte. */
const MOST_SOURCES = 256;

const bytesOf = ({ storedShape }: StreamedSource): number =>
  storedShape.reduce((product, length) => product * length, 1);

/**
 * Streamed sources, one after another.
 *
 * A row is stored as its source stores it, filled up to the longest one, and ends with the number of its source, by which it is
 * known how to decode it.
 */
export function concatStreamed(
  sources: readonly StreamedSource[],
  { facts, starts, bySource }: Concatenation,
): StreamedSource {
  if (sources.length > MOST_SOURCES) {
    throw new RangeError(
      `Cannot concatenate streamed sources as there must be at most ${MOST_SOURCES}: current number is ${sources.length}`,
    );
  }
  const longest = Math.max(...sources.map(bytesOf)), rowBytes = longest + 1;
  return {
    ...facts,
    storedShape: [rowBytes],
    labels: facts.classes && labelsOf(sources, bySource),
    async read(indices) {
      checkRows(indices, facts);
      const bytes = new Uint8Array(indices.length * rowBytes);
      await Promise.all(sources.map(async (source, part) => {
        const start = starts[part]!, length = bytesOf(source);
        const places = [...indices.keys()].filter((place) => {
          const row = indices[place]! - start;
          return row >= 0 && row < source.size;
        });
        if (places.length === 0) return;
        const rows = await readBytes(source, Int32Array.from(places, (place) => indices[place]! - start));
        places.forEach((place, from) => {
          bytes.set(rows.subarray(from * length, (from + 1) * length), place * rowBytes);
          bytes[place * rowBytes + longest] = part;
        });
      }));
      return bytes;
    },
    decode: (bytes) =>
      tf.tidy(() => {
        const count = bytes.shape[0]!;
        const decoded = (source: StreamedSource): Tensor =>
          source.decode(bytes.slice([0, 0], [count, bytesOf(source)]).reshape([count, ...source.storedShape]));
        const owners = bytes.slice([0, longest], [count, 1]);
        let chosen = decoded(sources[0]!);
        for (let part = 1; part < sources.length; part++) {
          const rows = decoded(sources[part]!);
          const own = owners.equal(tf.scalar(part)).reshape([count, ...rows.shape.slice(1).fill(1)]);
          chosen = tf.where(own, rows, chosen);
        }
        return chosen;
      }),
  };
}

function labelsOf(sources: readonly StreamedSource[], bySource: boolean): Int32Array | undefined {
  if (!bySource && sources.some(({ labels }) => !labels)) return undefined;
  return Int32Array.from(
    sources.flatMap(({ labels, size }, part) => bySource ? new Array<number>(size).fill(part) : [...labels!]),
  );
}
