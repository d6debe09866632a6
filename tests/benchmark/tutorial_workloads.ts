import type { Experiment } from "@forger/trainers";
import type { SyntheticRows } from "./synthetic_rows.ts";
import type { Workload } from "./workloads.ts";

const images: Omit<SyntheticRows, "range"> = { kind: "images", count: 10_000, shape: [28, 28, 1] };

/** What the examples are trained on here, instead of their data, and how many of their steps are compared. */
const TUTORIALS: Readonly<Record<string, Pick<Workload, "data" | "comparedSteps" | "lossTolerance">>> = {
  "mnist-dcgan": { data: { ...images, range: [0, 1] }, comparedSteps: 5 },
  "mnist-mlp-keras": {
    data: { ...images, range: [-1, 1] },
    comparedSteps: 50,
    lossTolerance: { first: 0.2, mean: 0.12 }, // the generator's loss reaches 2
  },
  "function-1d": {
    data: { kind: "parabola", count: 60_000, shape: [2], range: [-0.5, 0.5] },
    comparedSteps: 100,
    lossTolerance: { first: 1, mean: 0.12 }, // kernels begin large, and the discriminator's loss at up to 5
  },
  "mnist-dcgan-guidelines": {
    data: { ...images, range: [-1, 1] },
    comparedSteps: 10,
    lossTolerance: { first: 0.4, mean: 0.12 }, // normalized features make logits of about 1, not 0
  },
  "mnist-mlp": { data: { ...images, range: [-1, 1] }, comparedSteps: 50 },
};

/**
 * The tutorials' examples as workloads: their networks, batches, updates and optimizers, without the plugins that log and draw.
 *
 * Their peer is PyTorch, run eagerly.
 */
export async function tutorialWorkloads(): Promise<Workload[]> {
  return await Promise.all(
    Object.entries(TUTORIALS).map(async ([name, traits]) => {
      const { batch, discriminatorUpdate, fakes, latent, loss, networks, optimizers } = await exampleNamed(name);
      const optimizer = optimizers.generator; // the discriminator's is the same in all of them
      return {
        name,
        batch,
        discriminatorUpdate,
        fakes,
        optimizer,
        latent: latent.size,
        networks,
        loss,
        plugins: [],
        peers: ["pytorch"],
        ...traits,
      } as const;
    }),
  );
}

async function exampleNamed(name: string): Promise<Experiment> {
  const file = new URL(`../../examples/${name.replaceAll("-", "_")}.ts`, import.meta.url);
  return (await import(file.href) as { default: Experiment }).default;
}
