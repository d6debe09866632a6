import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkIndices } from "./_check_indices.ts";
import type { Source, SourceFacts } from "./source.ts";

/** What is known of sources that are put one after another. */
export interface Concatenation {
  /** Of the whole. */
  readonly facts: SourceFacts;
  /** The row of the whole at which each source begins. */
  readonly starts: readonly number[];
  /** Whether a row's label is the number of its source. */
  readonly bySource: boolean;
}

/** Sources on the device, one after another. */
export function concatOnDevice(sources: readonly Source[], { facts, starts, bySource }: Concatenation): Source {
  /** What each row's own source gives of it; the others are asked for their nearest row, which is not used. */
  const choose = (indices: Tensor, ask: (source: Source, rows: Tensor) => Tensor): Tensor =>
    tf.tidy(() => {
      checkIndices(indices, facts.name);
      const local = (part: number): Tensor => {
        const { size } = sources[part]!;
        const rows = indices.sub(tf.scalar(starts[part]!, "int32"));
        return rows.maximum(tf.scalar(0, "int32")).minimum(tf.scalar(size - 1, "int32"));
      };
      let chosen = ask(sources[0]!, local(0));
      for (let part = 1; part < sources.length; part++) {
        const rows = ask(sources[part]!, local(part));
        const own = indices.greaterEqual(tf.scalar(starts[part]!, "int32"));
        chosen = tf.where(own.reshape([indices.size, ...rows.shape.slice(1).fill(1)]), rows, chosen);
      }
      return chosen;
    });
  const labels = bySource
    ? (indices: Tensor): Tensor =>
      tf.tidy(() => {
        checkIndices(indices, facts.name);
        return starts.slice(1).reduce<Tensor>(
          (label, start) => label.add(indices.greaterEqual(tf.scalar(start, "int32")).toInt()),
          tf.zerosLike(indices),
        );
      })
    : (indices: Tensor): Tensor => choose(indices, (source, rows) => source.gatherLabels!(rows));
  return {
    ...facts,
    gather: (indices) => choose(indices, (source, rows) => source.gather(rows)),
    ...(bySource || sources.every(({ gatherLabels }) => gatherLabels)) && { gatherLabels: labels },
  };
}
