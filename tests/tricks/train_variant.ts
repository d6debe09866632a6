// Trains one variant with one seed, in a process of its own, and scores its images. Prints one line of JSON.
import { startCompute } from "@forger/core";
import { mnist } from "@forger/data";
import { digitClassifier } from "@forger/metrics";
import { fixedLatents } from "@forger/samplers";
import { Trainer } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { type DigitScore, digitScore } from "./digit_score.ts";
import { VANILLA, VARIANTS } from "./variants.ts";

/** What is asked for. */
export interface VariantRequest {
  readonly variant: string;
  readonly seed: number;
  readonly steps?: number;
}

/** What one training gave. */
export interface VariantResult extends DigitScore {
  /** The classifier's accuracy on MNIST's test images. */
  readonly accuracy: number;
}

const IMAGES = 10_240, BATCH = 512, LATENT_SEED = 1_000_003;

async function trainVariant({ variant, seed, steps }: VariantRequest): Promise<VariantResult> {
  await startCompute({ backend: "tensorflow" });
  const { changes = {}, plugins = [] } = VARIANTS[variant]!;
  const folder = await Deno.makeTempDir({ prefix: "forger-tricks-" });
  try {
    const trainer = new Trainer({ ...VANILLA, ...changes, plugins }, { compile: "graph", folder, seed, steps });
    const { generator } = await trainer.train();
    const classifier = await digitClassifier({ train: () => mnist(), test: () => mnist({ split: "test" }) });
    const probabilities: number[][] = [];
    for (let done = 0; done < IMAGES; done += BATCH) {
      const latents = fixedLatents(VANILLA.latent, BATCH, LATENT_SEED + done);
      const images = tf.tidy(() => generator.apply(latents, { training: false }) as tf.Tensor);
      const rows = classifier.probabilities(images);
      probabilities.push(...await rows.array() as number[][]);
      tf.dispose([latents, images, rows]);
    }
    return { ...digitScore(probabilities), accuracy: classifier.accuracy };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) console.log(JSON.stringify(await trainVariant(JSON.parse(Deno.args[0]!))));
