import { startCompute, streamKey } from "@forger/core";
import {
  type Latent,
  normalLatent,
  numberedLatents,
  sphericalLatent,
  truncatedNormalLatent,
  uniformLatent,
} from "@forger/samplers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { centralProbability, drawLatent, inverseErrorFunction, philox, uniformNumbers } from "./draw_latent.ts";

await startCompute({ backend: "cpu" });

const LATENTS: readonly (readonly [string, Latent])[] = [
  ["normal", normalLatent(5)],
  ["normal of one number", normalLatent(1)],
  ["spherical", sphericalLatent(6)],
  ["uniform", uniformLatent(3)],
  ["uniform from 2 to 5", uniformLatent(3, { low: 2, high: 5 })],
  ["truncated normal", truncatedNormalLatent(4)],
  ["truncated normal within 0.5", truncatedNormalLatent(4, { limit: 0.5 })],
  ["truncated normal within 4", truncatedNormalLatent(4, { limit: 4 })],
];
const SEEDS = [0, 42, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER];
const NUMBERS = [0, 1, 63, 64, 1000, 2 ** 37 - 1];

for (const [name, latent] of LATENTS) {
  Deno.test(`a page draws ${name} latents as the samplers do, whatever the seed and the number`, () => {
    for (const seed of SEEDS) {
      const expected = numberedLatents(latent, NUMBERS, seed);
      const values = expected.dataSync();
      expected.dispose();
      NUMBERS.forEach((number, row) => {
        const drawn = drawLatent(latent, number, seed);
        assertEquals(drawn.length, latent.size);
        drawn.forEach((value, index) => {
          const wanted = values[row * latent.size + index]!;
          assertAlmostEquals(value, wanted, 4e-6 * Math.max(1, Math.abs(wanted)));
        });
      });
    }
  });
}

Deno.test("Philox gives the words of its authors' test", () => {
  assertEquals([...philox([0, 0], [0, 0, 0, 0], 4)], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
});

Deno.test("uniform numbers have the key of the samplers' stream, to the bit", () => {
  const words = philox(streamKey(9, "numbered-latents", 0), [0, 0, 3, 0], 4);
  assertEquals(
    [...uniformNumbers({ seed: 9, step: 3, count: 4 })],
    [...words].map((word) => (word >>> 9) * 2 ** -23 + 2 ** -24),
  );
});

for (
  const [x, inverse] of [[0, 0], [0.5, 0.4769362762], [-0.9, -1.1630871537], [0.999, 2.3267537655], [
    -0.9999,
    -2.7510639057,
  ]] as const
) {
  Deno.test(`the inverse of the error function at ${x} is ${inverse}`, () => {
    assertAlmostEquals(inverseErrorFunction(x), inverse, 1e-6);
  });
}

for (const [limit, probability] of [[1, 0.6826894921], [2, 0.9544997361], [3, 0.9973002039], [9, 1]] as const) {
  Deno.test(`a normal number is within ${limit} with probability ${probability}`, () => {
    assertAlmostEquals(centralProbability(limit), probability, 1e-10);
  });
}
