import { startCompute } from "@forger/core";
import { countParameters } from "@forger/layers";
import { assertEquals, assertNotEquals } from "@std/assert";
import { wganGpNetworks } from "./wgan_gp_networks.ts";

await startCompute({ backend: "cpu" });

const kernel = ({ weights }: { weights: ReturnType<typeof wganGpNetworks>["generator"]["weights"] }) =>
  weights[0]!.read().dataSync();

Deno.test("the networks for WGAN-GP have the parameters and the shapes that they say", () => {
  const { discriminator, generator } = wganGpNetworks({ seed: 1 });
  assertEquals([countParameters(generator).total, countParameters(discriminator).total], [118_849, 11_137]);
  assertEquals([generator.outputShape, discriminator.outputShape], [[null, 28, 28, 1], [null, 1]]);
});

Deno.test("equal seeds give networks for WGAN-GP equal weights, other seeds others", () => {
  const [first, same, other] = [1, 1, 2].map((seed) => kernel(wganGpNetworks({ seed }).discriminator));
  assertEquals(first, same);
  assertNotEquals(first, other);
});
