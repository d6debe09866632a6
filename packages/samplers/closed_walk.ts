import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { checkCount } from "./_check_count.ts";
import { latentRows, latentTable } from "./_latent_rows.ts";
import { wayBetween } from "./_way_between.ts";
import { fixedLatents } from "./fixed_latents.ts";
import type { InterpolationMethod } from "./interpolate.ts";
import type { Latent } from "./latent.ts";

/** Options of {@linkcode closedWalk}. */
export interface ClosedWalkOptions {
  /** Random latents that it passes, where none are given. @default {6} */
  readonly stops?: number;
  /** From which the stops are drawn: an integer from 0 to 2^53 - 1. @default {42} */
  readonly seed?: number;
  /** Latents from each stop to the next one, of which the next one is not among them. @default {20} */
  readonly steps?: number;
  /** Along great circles, for normal and spherical latents, or in straight lines, for uniform ones. @default {"spherical"} */
  readonly method?: InterpolationMethod;
}

/**
 * Walks through random or given latents and back to the first one, for an animation that begins again without a jump.
 *
 * The last latent is one step before the first one, so that no picture is shown twice. {@linkcode interpolate} says how
 * it goes from one stop to the next.
 *
 * @param through Where the stops are drawn from, or the stops themselves, `[stops, latent]`, which stay the caller's.
 * @returns `[stops * steps, latent]`; the caller disposes it.
 * @throws {TypeError} If the stops are not two latents or more.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { closedWalk, normalLatent } from "@forger/samplers";
 * import { assertEquals } from "@std/assert";
 *
 * await startCompute({ backend: "cpu" });
 * assertEquals(closedWalk(normalLatent(64), { stops: 5, steps: 24 }).shape, [120, 64]);
 * ```
 */
export function closedWalk(through: Latent | Tensor, options: ClosedWalkOptions = {}): Tensor {
  const { stops = 6, seed = 42, steps = 20, method = "spherical" } = options;
  const action = "walk";
  checkCount(action, "stops", stops);
  checkCount(action, "steps", steps);
  const between = wayBetween(action, method);
  const rows = tf.tidy(() =>
    latentRows(action, "stops", through instanceof tf.Tensor ? through : fixedLatents(through, stops, seed))
  );
  if (rows.length < 2) {
    throw new TypeError(`Cannot walk as there must be two stops or more: received ${rows.length}`);
  }
  const latents = rows.flatMap((stop, index) => {
    const at = between(stop, rows[(index + 1) % rows.length]!);
    return Array.from({ length: steps }, (_, step) => at(step / steps));
  });
  return latentTable(latents);
}
