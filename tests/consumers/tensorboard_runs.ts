import { adam, startCompute } from "@forger/core";
import { dcgan } from "@forger/layers";
import { flowers } from "@forger/data";
import { hinge, nonSaturating } from "@forger/losses";
import { checkpoints, discriminatorAccuracy, discriminatorOutputs, tensorboard } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";
import { type Experiment, type Plugin, Trainer } from "@forger/trainers";

/** Steps of a run, and after how many of them the second one is broken off: the newest checkpoint is older. */
export const STEPS = 60, BROKEN_AFTER = 37, CHECKPOINT = 30;

/** Steps between pictures, histograms and checkpoints. */
export const EVERY = 10;

/** Two runs that TensorBoard is to show. */
export interface ShownRuns {
  /** What is given to `--logdir`. */
  readonly folder: string;
  /** Every step's values of both, as `metrics.jsonl` has them: the truth. */
  readonly values: Readonly<Record<"plain" | "resumed", readonly Readonly<Record<string, number>>[]>>;
}

/** Trains two small GANs on drawn flowers: one in one go, one that fails, loses the end of its events and is resumed. */
export async function tensorboardRuns(): Promise<ShownRuns> {
  await startCompute({ backend: "tensorflow" });
  const folder = await Deno.makeTempDir({ prefix: "forger-tensorboard-" });
  const values: { [Name in keyof ShownRuns["values"]]: Record<string, number>[] } = { plain: [], resumed: [] };
  const plain: Experiment = { ...common, name: "plain", loss: nonSaturating, optimizers: optimizers(2e-4) };
  await new Trainer({ ...plain, plugins: [logs(), keeping(values.plain)] }, { folder: `${folder}/plain` }).train();
  const resumed: Experiment = { ...common, name: "resumed", loss: hinge, optimizers: optimizers(1e-3) };
  const plugins = (stops: boolean) => [logs(), keeping(values.resumed), warning(), stops && stopping()];
  await new Trainer({ ...resumed, plugins: plugins(true) }, { folder: `${folder}/resumed` }).train().catch(() => {});
  values.resumed.length = CHECKPOINT; // the others are done again
  await cutNewest(`${folder}/resumed/tensorboard`);
  await new Trainer({ ...resumed, plugins: plugins(false) }).resume(`${folder}/resumed`, { allow: ["plugins"] });
  return { folder, values };
}

const common = {
  data: () => flowers({ size: 16, count: 64, seed: 1 }),
  networks: ({ seed }: { readonly seed: number }) =>
    dcgan({ image: [16, 16, 3], latent: 16, generatorWidths: [16, 8], discriminatorWidths: [8, 16], seed }),
  latent: normalLatent(16),
  batch: 8,
  steps: STEPS,
};

function optimizers(rate: number): Experiment["optimizers"] {
  return { discriminator: adam(rate, { beta1: 0.5 }), generator: adam(rate, { beta1: 0.5 }) };
}

function logs(): Plugin[] {
  return [
    discriminatorAccuracy(),
    discriminatorOutputs(),
    tensorboard({ images: EVERY, histograms: EVERY, gradients: true }),
    checkpoints({ every: EVERY }),
  ];
}

function keeping(values: Record<string, number>[]): Plugin {
  return { name: "keeping", onStepEnd: ({ logs }) => void values.push(...logs.map((log) => ({ ...log.values }))) };
}

function warning(): Plugin {
  return {
    name: "warning",
    every: 20,
    onStepEnd: ({ step }, run) => void (step === 20 && run.warn("the generator is **behind**")),
  };
}

function stopping(): Plugin {
  return {
    name: "stopping",
    every: 1,
    onStepEnd({ step }) {
      if (step === BROKEN_AFTER) throw new Error("broken off");
    },
  };
}

/** Leaves the newest file of events as a killed process may: with an event that is not whole. */
async function cutNewest(folder: string): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).filter((name) =>
    /\d$/.test(name)
  );
  const path = `${folder}/${names.toSorted().at(-1)}`, { size } = await Deno.stat(path);
  await Deno.truncate(path, size - 7);
}
