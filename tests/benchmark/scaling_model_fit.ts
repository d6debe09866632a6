import type { ScalingNetwork } from "./scaling_model.ts";

/** A measured all-reduce. */
export interface MeasuredExchange {
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * The latency and bandwidth with which a ring of two workers takes as long as was measured, with the least squares of relative errors.
 *
 * @throws {RangeError} If there are fewer than two sizes.
 */
export function fitTwoWorkers(
  measured: readonly MeasuredExchange[],
): Pick<ScalingNetwork, "bandwidth" | "latency"> {
  if (new Set(measured.map(({ bytes }) => bytes)).size < 2) {
    throw new RangeError(`Cannot fit latency and bandwidth as two sizes or more must have been measured`);
  }
  // of two workers: seconds = 2 latency + bytes / bandwidth; each line is divided by its seconds
  let ones = 0, mixed = 0, squares = 0, right = 0, rightMixed = 0;
  for (const { bytes, seconds } of measured) {
    const one = 2 / seconds, size = bytes / seconds;
    ones += one * one;
    mixed += one * size;
    squares += size * size;
    right += one;
    rightMixed += size;
  }
  const determinant = ones * squares - mixed * mixed;
  return {
    latency: (right * squares - rightMixed * mixed) / determinant,
    bandwidth: determinant / (ones * rightMixed - mixed * right),
  };
}

/** A network on whose way there is another one: times add up, as a message is handed on when it is whole. */
export function behind(
  name: string,
  first: Pick<ScalingNetwork, "bandwidth" | "latency">,
  second: Pick<ScalingNetwork, "bandwidth" | "latency">,
): ScalingNetwork {
  return {
    name,
    latency: first.latency + second.latency,
    bandwidth: 1 / (1 / first.bandwidth + 1 / second.bandwidth),
  };
}
