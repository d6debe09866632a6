// A long training with every plugin that goes with the others: nothing may grow with its steps.
import { adam, startCompute } from "@forger/core";
import { arraySource } from "@forger/data";
import { dcgan } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { PLUGINS } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Plugin, Trainer } from "@forger/trainers";
import { assertEquals, assertLess } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { IS_LONG } from "./torture.ts";

const STEPS = IS_LONG ? 50_000 : 600;

/** How often a training is looked at. */
const LOOKS = 100;

/** Refused by others, by these networks, by images, or by how Deno was started. */
const LEFT_OUT = [
  "auxiliary-classifier",
  "decision-surface",
  "mode-count",
  "scatter-plot",
  "telemetry",
  "update-ratio",
  "weight-clipping",
];

/** Those that draw do so seldom, or nothing else would be done. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "checkpoints": { every: STEPS / 20 },
  "early-stop": { value: "generator", patience: STEPS },
  "loss-plot": { every: STEPS / 4 },
  "nearest-real": { every: STEPS / 4, count: 4, among: 32 },
  "progress": { write() {} },
  "sample-gif": { every: STEPS / 10, count: 4 },
  "sample-grid": { every: STEPS / 4, count: 4 },
  "tensorboard": { images: STEPS / 4 },
  "value-plot": { every: STEPS / 4 },
};

/** What a process holds. */
function holdings() {
  const files = Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : 0;
  return { tensors: tf.memory().numTensors, files, resident: Deno.memoryUsage().rss };
}

Deno.test(`over ${STEPS} steps with every plugin no tensor, no file and little memory is gained`, async () => {
  await startCompute();
  const seen: ReturnType<typeof holdings>[] = [];
  const look: Plugin = { name: "look", every: STEPS / LOOKS, onSettled: () => void seen.push(holdings()) };
  const names = Object.keys(PLUGINS).filter((name) => !LEFT_OUT.includes(name));
  const folder = `${await Deno.makeTempDir({ prefix: "forger-soak-" })}/run`;
  const { networks, steps } = await new Trainer({
    name: "soak",
    data: () =>
      arraySource({
        name: "waves",
        values: Float32Array.from({ length: 64 * 64 }, (_, index) => Math.sin(index * 0.7)),
        shape: [8, 8, 1],
        range: [-1, 1],
      }),
    networks: ({ seed }) =>
      dcgan({
        image: [8, 8, 1],
        latent: 4,
        generatorWidths: [4],
        discriminatorWidths: [4],
        discriminatorNormalization: "none",
        seed,
      }),
    latent: normalLatent(4),
    loss: nonSaturating,
    optimizers: { discriminator: adam(1e-4), generator: adam(1e-4) },
    batch: 8,
    steps: STEPS,
    plugins: names.map((name) => PLUGINS[name]!.create(OPTIONS[name] ?? {})),
  }, { folder, plugins: [look] }).train();
  assertEquals(steps, STEPS);
  const [first, last] = [seen[Math.floor(seen.length / 2)]!, seen.at(-1)!];
  assertEquals([last.tensors, last.files], [first.tensors, first.files]);
  // a short training is still filling what it reuses; memory goes up and down with each collection of garbage
  if (IS_LONG) {
    const resident = seen.map(({ resident }) => resident).slice(LOOKS / 10), half = resident.length / 2;
    assertLess(
      median(resident.slice(half)),
      1.02 * median(resident.slice(0, half)),
      resident.map((bytes) => Math.round(bytes / 1e6)).join(),
    );
  }
  networks.generator.dispose();
  networks.discriminator.dispose();
  await Deno.remove(folder, { recursive: true });
});

function median(values: readonly number[]): number {
  return values.toSorted((first, second) => first - second)[Math.floor(values.length / 2)]!;
}
