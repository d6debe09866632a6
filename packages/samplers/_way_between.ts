import { lerp, slerp } from "./_slerp.ts";
import type { InterpolationMethod } from "./interpolate.ts";

const WAYS = { spherical: slerp, linear: lerp };

/**
 * The way of that name, for users who may have written another.
 *
 * @throws {RangeError} If there is none.
 */
export function wayBetween(action: string, method: InterpolationMethod): typeof slerp {
  if (!Object.hasOwn(WAYS, method)) {
    throw new RangeError(
      `Cannot ${action} as method must be "${Object.keys(WAYS).join('" or "')}": current value is "${method}"`,
    );
  }
  return WAYS[method];
}
