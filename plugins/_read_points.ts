import type { Tensor } from "@forger/core";
import { epochPermutation, readRows } from "@forger/data";
import type { Run } from "@forger/trainers";
import type { PlanePoint } from "./_plane.ts";

/** The first real points that training visits, as an even choice may meet a pattern in the data's order. */
export async function realPoints({ data, seed }: Run, count: number): Promise<readonly PlanePoint[]> {
  const points = await readRows(data, [...epochPermutation(data.size, seed, 0).subarray(0, count)]);
  try {
    return await readPoints(points);
  } finally {
    points.dispose();
  }
}

/** Points `[count, 2]` as pairs; waits for the device. */
export async function readPoints(points: Tensor): Promise<readonly PlanePoint[]> {
  const values = await points.data();
  return Array.from({ length: values.length / 2 }, (_, row) => [values[2 * row]!, values[2 * row + 1]!] as const);
}
