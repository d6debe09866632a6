import type { Shape, Tensor } from "@forger/core";
import type { Source, SourceFacts } from "./source.ts";

/**
 * What a network learns to imitate, too large for the device: rows are read as bytes when a step needs them.
 *
 * A trainer reads ahead while steps run, in the order in which it would visit a {@linkcode Source} of as many rows, so that both
 * give the same results.
 *
 * @example A source that computes its bytes.
 * ```ts
 * import type { StreamedSource } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 *
 * const greys: StreamedSource = {
 *   name: "greys",
 *   size: 256,
 *   shape: [1],
 *   range: [-1, 1],
 *   storedShape: [1],
 *   read: (indices) => Promise.resolve(Uint8Array.from(indices)),
 *   decode: (bytes) => bytes.div(127.5).sub(1),
 *   dispose() {},
 * };
 *
 * assertEquals(await greys.read(Int32Array.of(0, 255)), Uint8Array.of(0, 255));
 * ```
 */
export interface StreamedSource extends SourceFacts {
  /** The shape of a row as it is read. */
  readonly storedShape: Shape;
  /**
   * Reads the rows at `indices`, in their order, repeated where they repeat.
   *
   * @param indices Each in [0, size).
   * @returns `[count, ...storedShape]`, row by row.
   * @throws {Error} If a row cannot be had: the message names its file.
   */
  read(indices: Int32Array): Promise<Uint8Array>;
  /**
   * Turns rows as they are read into rows of the source.
   *
   * It runs inside a compiled step, so it must not read values or draw random numbers.
   *
   * @param bytes float32 `[count, ...storedShape]`, values from 0 to 255.
   * @returns float32 `[count, ...shape]`, in the range.
   */
  decode(bytes: Tensor): Tensor;
  /** The label of each row, in [0, classes), where there are labels. */
  readonly labels?: Int32Array;
}

/** Whether a source is read when steps need it, and not on the device. */
export function isStreamed(source: Source | StreamedSource): source is StreamedSource {
  return "read" in source;
}
