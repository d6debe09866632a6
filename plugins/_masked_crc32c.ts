/** Castagnoli's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const MASK = 0xa282ead8;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >>> 1 ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/**
 * The CRC-32C of bytes, masked as TensorFlow's records have it: rotated, and with a constant added.
 *
 * @param begin Where the bytes begin that count. @default {0}
 * @param end Where they end. @default the end of all
 * @returns An integer from 0 to 2^32 - 1.
 */
export function maskedCrc32c(bytes: Uint8Array, begin = 0, end: number = bytes.length): number {
  let rest = 0xffffffff;
  for (let index = begin; index < end; index++) rest = rest >>> 8 ^ TABLE[(rest ^ bytes[index]!) & 0xff]!;
  const checksum = ~rest >>> 0;
  return ((checksum >>> 15 | checksum << 17) + MASK) >>> 0;
}
