import type { StreamedSource } from "./streamed_source.ts";

/**
 * Reads rows of a source that a caller may have written, and counts what it gives: fewer bytes would be rows of zeros.
 *
 * @param indices Numbers of rows, from 0.
 * @returns `[indices, ...storedShape]`, row by row.
 * @throws {TypeError} If it gives others than a byte for each value of each row.
 *
 * @example
 * ```ts
 * import { readBytes, type StreamedSource } from "@forger/data";
 * import { assertRejects } from "@std/assert";
 *
 * const source: StreamedSource = {
 *   name: "half-rows",
 *   size: 10,
 *   shape: [4],
 *   storedShape: [4],
 *   range: [0, 255],
 *   read: (indices) => Promise.resolve(new Uint8Array(2 * indices.length)),
 *   decode: (bytes) => bytes,
 *   dispose() {},
 * };
 * await assertRejects(() => readBytes(source, Int32Array.of(3, 1)), TypeError, "8 bytes: current result is 4 bytes");
 * ```
 */
export async function readBytes(source: StreamedSource, indices: Int32Array): Promise<Uint8Array> {
  const { name, storedShape } = source, bytes = await source.read(indices);
  const expected = storedShape.reduce((product, length) => product * length, indices.length);
  if (bytes instanceof Uint8Array && bytes.length === expected) return bytes;
  const given = bytes instanceof Uint8Array ? `${bytes.length} bytes` : `${bytes}`;
  throw new TypeError(
    `Cannot read rows of ${name} as its read must give a Uint8Array of [${indices.length}, ${storedShape}], ${expected} bytes: current result is ${given}`,
  );
}
