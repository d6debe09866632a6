import { crc32c, maskCrc32c } from "@forger/core";

/**
 * The CRC-32C of bytes, masked as TensorFlow's records have it: rotated, and with a constant added.
 *
 * @param begin Where the bytes begin that count. @default {0}
 * @param end Where they end. @default the end of all
 * @returns An integer from 0 to 2^32 - 1.
 */
export function maskedCrc32c(bytes: Uint8Array, begin = 0, end: number = bytes.length): number {
  return maskCrc32c(crc32c(bytes.subarray(begin, end)));
}
