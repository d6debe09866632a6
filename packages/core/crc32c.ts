/** Castagnoli's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const MASK = 0xa282ead8;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >>> 1 ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/**
 * The CRC-32C of bytes.
 *
 * @param before The CRC-32C of the bytes before these, from which it goes on. @default {0, of no bytes}
 * @returns An integer from 0 to 2^32 - 1.
 *
 * @example
 * ```ts
 * import { crc32c } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * const digits = new TextEncoder().encode("123456789");
 * assertEquals(crc32c(digits), 0xe3069283);
 * assertEquals(crc32c(digits.subarray(4), crc32c(digits.subarray(0, 4))), 0xe3069283);
 * ```
 */
export function crc32c(bytes: Uint8Array, before: number = 0): number {
  let rest = ~before >>> 0;
  for (let index = 0; index < bytes.length; index++) rest = rest >>> 8 ^ TABLE[(rest ^ bytes[index]!) & 0xff]!;
  return ~rest >>> 0;
}

/**
 * Masks a CRC-32C as TensorFlow's records have it: rotated, and with a constant added.
 *
 * @example
 * ```ts
 * import { maskCrc32c } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(maskCrc32c(0), 0xa282ead8);
 * ```
 */
export function maskCrc32c(checksum: number): number {
  return ((checksum >>> 15 | checksum << 17) + MASK) >>> 0;
}
