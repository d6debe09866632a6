import { startCompute } from "@forger/core";
import { mlp } from "@forger/layers";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeLatent, readmeText } from "./_readme.ts";

await startCompute({ backend: "cpu" });

Deno.test("every distribution of latents is said in words, and one of one's own by its name", () => {
  const said = (name: string, options?: Record<string, number>) => describeLatent({ name, size: 8, options });
  assertEquals(said("normal"), "each number standard normal: mean 0, deviation 1");
  assertEquals(
    said("truncated-normal", { limit: 1.5 }),
    "each number standard normal, drawn again where it is farther from 0 than 1.5",
  );
  assertEquals(said("uniform", { low: -1, high: 2 }), "each number uniform between -1 and 2");
  assertStringIncludes(said("spherical"), "of length sqrt(size)");
  assertEquals(said("mine", { heat: 3 }), "of the distribution mine, heat 3");
  assertEquals(said("toString"), "of the distribution toString");
});

Deno.test("the text says what goes in, what comes out and how the network is loaded", () => {
  const network = mlp({ name: "generator", sizes: [2, [4, 6, 1]] });
  const text = readmeText(network, {
    latent: { name: "uniform", size: 2, options: { low: 0, high: 1 } },
    range: [0, 1],
  }, {
    format: "a test",
    names: { inputs: ["latent"], output: "images" },
    program: "\n\n  load()\n",
  });
  assertEquals(
    text,
    `Exported by Forger: a generator as a test.

Input latent: float32 [batch, 2], each number uniform between 0 and 1.

Output images: float32 [batch, 4, 6, 1], values from 0 to 1.

  load()
`,
  );
});
