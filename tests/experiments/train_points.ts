import { startCompute } from "@forger/core";
import { fixedLatents } from "@forger/samplers";
import { type Experiment, type Plugin, type StepLog, Trainer } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { actingPlugins } from "./acting_plugins.ts";

/** What one training gave. */
export interface TrainedPoints {
  /** What the generator makes: x, y, x, y. */
  readonly points: Float32Array;
  /** Seconds that the steps took, without compiling and without the first call. */
  readonly seconds: number;
  /** What the last step logged. */
  readonly last: StepLog["values"];
}

/** Apart from the seeds of trainings, so that the points are not those of their pictures. */
const LATENT_SEED = 1_000_003;

/** Trains an experiment on points without its pictures, and generates points. */
export async function trainPoints(definition: Experiment, seed: number, count: number): Promise<TrainedPoints> {
  await startCompute({ backend: "tensorflow" });
  const folder = await Deno.makeTempDir({ prefix: "forger-points-" });
  let begin: number | undefined, end = 0;
  const clock: Plugin = {
    name: "clock",
    onStepEnd({ elapsed }) {
      begin ??= elapsed;
      end = elapsed;
    },
  };
  try {
    const trainer = new Trainer({ ...definition, plugins: [...actingPlugins(definition.plugins), clock] }, {
      folder,
      seed,
    });
    const { generator, last } = await trainer.train();
    const latents = fixedLatents(definition.latent, count, LATENT_SEED);
    const points = tf.tidy(() => (generator.apply(latents, { training: false }) as tf.Tensor).dataSync<"float32">());
    latents.dispose();
    return { points, seconds: (end - begin!) / 1000, last: last!.values };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
