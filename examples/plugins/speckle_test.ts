import { adam, startCompute, stepwise } from "@forger/core";
import { arraySource } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import { type Experiment, type Plugin, type StepLog, Trainer } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import speckle from "./speckle.ts";

await startCompute();

/** White images of 100 pixels, and networks that train in a moment. */
const tiny: Experiment = {
  name: "tiny",
  data: () => arraySource({ name: "white", values: new Float32Array(3_000).fill(1), shape: [100], range: [-1, 1] }),
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [2, 8, 100], output: "tanh", seed }),
    discriminator: mlp({ name: "discriminator", sizes: [100, 8, 1], seed }),
  }),
  latent: normalLatent(2),
  loss: nonSaturating,
  optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
  batch: 30,
  steps: 8,
};

async function train(plugin: Plugin, compile: "graph" | "off"): Promise<readonly StepLog[]> {
  const logs: StepLog[] = [];
  const recorder: Plugin = {
    name: "recorder",
    transformLoss(terms, { images, log, player }) {
      if (player === "discriminator") log("real/mean", images.real!.mean());
      return terms;
    },
    onStepEnd: (report) => void logs.push(...report.logs),
  };
  const folder = await Deno.makeTempDir();
  await new Trainer(tiny, { compile, folder, plugins: [plugin, recorder] }).train();
  await Deno.remove(folder, { recursive: true });
  return logs;
}

Deno.test("the promised share of pixels becomes black, as the schedule says, and the others stay", async () => {
  const logs = await train(speckle({ share: stepwise([[0, 0.3], [4, 0]]) }), "graph");
  for (const { step, values } of logs) {
    const blackened = step <= 4 ? 0.3 : 0;
    assertAlmostEquals(values["speckle/kept"]!, 1 - blackened, step <= 4 ? 0.02 : 1e-6);
    assertAlmostEquals(values["real/mean"]!, 1 - 2 * blackened, step <= 4 ? 0.05 : 1e-6); // from white, 1, to black, -1
  }
});

Deno.test("other pixels are blackened in every step", async () => {
  const shares = (await train(speckle({ share: 0.3 }), "graph")).map(({ values }) => values["real/mean"]);
  assertEquals(new Set(shares).size > 1, true);
});

Deno.test("a compiled run is the same as one operation by operation", async () => {
  assertEquals(await train(speckle(), "graph"), await train(speckle(), "off"));
});

Deno.test("a share that is none is refused", () => {
  assertThrows(() => speckle({ share: 1.5 }), RangeError, "Cannot create speckle as share must be");
});
