import type { LayersModel } from "@forger/core";

/** No protocol buffer may be longer; what is no weight takes some of it. */
const MOST_BYTES = 2 ** 31 - 2 ** 24;

/** Refuses a network whose weights do not fit into one protocol buffer. */
export function checkSize({ weights }: LayersModel, target: string): void {
  const bytes = weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, length) => size * length!, 4), 0);
  if (bytes <= MOST_BYTES) return;
  throw new RangeError(
    `Cannot export network to ${target} as its weights must have at most ${MOST_BYTES} bytes: current value is ${bytes}`,
  );
}
