import { statfs } from "node:fs/promises";
import { formatBytes } from "./_format_bytes.ts";
import type { Wheel } from "./wheel.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";

/** The bytes that this user may still write to the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * The most bytes on the disk at any time while these wheels are fetched and unpacked one after the other: pip holds a wheel twice
 * for a moment, and what is unpacked stays.
 */
export function neededBytes(wheels: readonly Wheel[]): number {
  let unpacked = 0;
  let needed = 0;
  for (const { bytes, unpackedBytes } of wheels) {
    needed = Math.max(needed, unpacked + 2 * bytes, unpacked + bytes + unpackedBytes);
    unpacked += unpackedBytes;
  }
  return needed;
}

/**
 * Refuses to begin what would not fit.
 *
 * @throws {LibtensorflowError} If fewer bytes are free than these wheels need.
 */
export async function requireSpace(wheels: readonly Wheel[], folder: string): Promise<void> {
  const needed = neededBytes(wheels);
  const free = await freeBytes(folder);
  if (free < needed) {
    throw noSpace(`in ${folder}`, `${formatBytes(needed)} are needed and ${formatBytes(free)} are free`);
  }
}

/** The error for a full disk, met before, while downloading or while unpacking. */
export function noSpace(where = "in the cache folder", numbers?: string): LibtensorflowError {
  return new LibtensorflowError(
    `Cannot download libtensorflow: no space is left ${where}${numbers ? `, ${numbers}` : ""}`,
    "free some space, or set FORGER_CACHE to a folder on a larger disk",
  );
}
