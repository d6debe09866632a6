import type { StreamedSource } from "./streamed_source.ts";

/**
 * Reads rows of a source that a caller may have written, and counts what it gives: fewer bytes would be rows of zeros.
 *
 * @throws {TypeError} If it gives others than a byte for each value of each row.
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
