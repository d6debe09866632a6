/** Both examples compute the same whether they run operation by operation, as a graph or by XLA. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type CompileMode, startCompute } from "@forger/core";
import { type Experiment, type Plugin, Trainer } from "@forger/trainers";

const { backend } = await startCompute();
const ignore = backend !== "tensorflow"; // elsewhere there is nothing to compare

/** The batch is smaller than the example's, so that the test is quick; everything else is the example's. */
const EXAMPLES = { mnist: 32, "mnist_dcgan": { real: 16, fake: 8, generator: 16 } };

interface Trained {
  readonly bits: Int32Array;
  readonly losses: readonly (readonly [string, number])[];
}

/** Trains an example without its pictures and logs, but with the plugins that act inside the step. */
async function train(file: string, compile: CompileMode, steps: number): Promise<Trained> {
  const module = await import(new URL(`../examples/${file}.ts`, import.meta.url).href) as { default: Experiment };
  const definition = module.default;
  const inStep = (definition.plugins ?? []).filter((plugin) =>
    plugin && Object.keys(plugin).some((key) => key.startsWith("transform"))
  );
  const losses: (readonly [string, number])[] = [];
  const record: Plugin = {
    name: "record",
    onStepEnd: ({ logs }) => void logs.forEach(({ values }) => losses.push(...Object.entries(values))),
  };
  const folder = await Deno.makeTempDir({ prefix: "forger-agree-" });
  try {
    const batch = EXAMPLES[file as keyof typeof EXAMPLES];
    const trainer = new Trainer({ ...definition, plugins: [...inStep, record] }, {
      compile,
      steps,
      batch,
      folder,
      seed: 3,
    });
    const { networks } = await trainer.train();
    const weights = [networks.generator, networks.discriminator].flatMap((network) => network.getWeights());
    const bits = Int32Array.from(
      weights.flatMap((weight) => [...new Int32Array((weight.dataSync() as Float32Array).slice().buffer)]),
    );
    networks.generator.dispose();
    networks.discriminator.dispose();
    return { bits, losses };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const file of Object.keys(EXAMPLES)) {
  Deno.test({
    name: `${file}: eager and compiled runs, and two compiled runs, agree to the bit over 20 steps`,
    ignore,
    async fn() {
      const eager = await train(file, "off", 20),
        graph = await train(file, "graph", 20),
        again = await train(file, "graph", 20);
      assertEquals(graph.losses, eager.losses);
      assert(graph.bits.every((value, index) => value === eager.bits[index]), "weights differ between eager and graph");
      assert(graph.bits.every((value, index) => value === again.bits[index]), "weights differ between two runs");
    },
  });

  Deno.test({
    name: `${file}: XLA agrees with the graph to 1e-4 over the first 5 steps`,
    ignore,
    async fn() {
      const graph = await train(file, "graph", 5), xla = await train(file, "xla", 5);
      graph.losses.forEach(([name, value], index) => {
        const [xlaName, xlaValue] = xla.losses[index]!;
        assertEquals(xlaName, name);
        assertAlmostEquals(xlaValue, value, 1e-4 * Math.max(1, Math.abs(value)));
      });
    },
  });
}
