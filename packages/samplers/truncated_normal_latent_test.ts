import { type RandomStream, startCompute } from "@forger/core";
import { assert, assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { truncatedNormalLatent } from "./truncated_normal_latent.ts";

await startCompute({ backend: "cpu" });

/** Gives chosen shares of the interval that is asked for. */
function chosen(shares: readonly number[]): RandomStream {
  return {
    uniform: (shape, low = 0, high = 1) => tf.tensor(shares.map((share) => low + share * (high - low)), [...shape]),
    normal: () => {
      throw new Error("not asked for");
    },
  };
}

/** Quantiles as Python has them: with `n = statistics.NormalDist()`, `n.inv_cdf(n.cdf(-2) + u * (n.cdf(2) - n.cdf(-2)))`. */
const quantiles: [limit: number, share: number, expected: number][] = [
  [2, 0.01, -1.8480835395913313],
  [2, 0.3, -0.49840288242193853],
  [2, 0.5, 0],
  [2, 0.9, 1.1840324666939053],
  [2, 0.9999, 1.9982352293163048],
  [8, 0.01, -2.3263478740408186],
  [8, 0.3, -0.52440051270804],
  [8, 0.9, 1.2815515655445973],
  [8, 0.9999, 3.7190164854540253],
  [8, 0.9985, 2.967737925342168],
  [8, 1 - 2 ** -14, 3.8419306855019095],
  [8, 1 - 2 ** -20, 4.7630010342678135],
  [100, 0.9999, 3.7190164854540253],
];

for (const [limit, share, expected] of quantiles) {
  Deno.test(`the share ${share} of normal numbers truncated at ${limit} lies below ${expected}`, () => {
    const [drawn] = truncatedNormalLatent(1, { limit }).draw(1, chosen([share])).dataSync();
    // in the tail float32 holds few digits of what is left to 1
    assertAlmostEquals(drawn!, expected, (limit === 2 ? 2e-6 : 4e-5) * Math.max(0.01, Math.abs(expected)));
  });
}

Deno.test("no rounding leads beyond a limit", () => {
  for (let limit = 0.05; limit < 4; limit += 0.05) {
    const ends = truncatedNormalLatent(1, { limit }).draw(2, chosen([0, 1])).dataSync();
    for (const value of ends) {
      assert(Math.abs(value) <= Math.fround(limit), `${value} is beyond ${limit}`);
      assertAlmostEquals(Math.abs(value), limit, 1e-3 * limit);
    }
  }
});

Deno.test("all numbers that uniform ones can become are finite and within the limit", () => {
  const shares = [2 ** -24, 1 - 2 ** -24];
  for (const limit of [1e-6, 0.5, 2, 5, 6, 50]) {
    const [low, high] = truncatedNormalLatent(1, { limit }).draw(2, chosen(shares)).dataSync();
    const expected = Math.min(limit, 5.166);
    assertAlmostEquals(low!, -expected, 0.05 * expected);
    assertAlmostEquals(high!, expected, 0.05 * expected);
    assert(Math.max(-low!, high!) <= Math.fround(limit), `${low} and ${high} are beyond ${limit}`);
  }
});
