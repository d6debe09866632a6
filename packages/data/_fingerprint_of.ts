import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A short text that is another one for other facts, of which very many may come one after another. */
export function fingerprintOf(facts: Iterable<unknown>): string {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${JSON.stringify(fact)}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** A number that is very likely another one for other numbers in memory. */
export const checksumOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): number =>
  crc32(new Uint8Array(buffer, byteOffset, byteLength));

/** The fingerprint of rows of a file that was read whole. */
export function fingerprintOfRows(
  { values, labels, classes }: {
    readonly values: ArrayBufferView;
    readonly labels?: ArrayLike<number>;
    readonly classes?: readonly string[];
  },
): string {
  return fingerprintOf([checksumOf(values), labels && checksumOf(Int32Array.from(labels)), classes]);
}
