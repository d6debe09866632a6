import { mlp, mnistDcgan } from "@forger/layers";
import type { Networks } from "@forger/trainers";
import type { SyntheticRows } from "./synthetic_rows.ts";

/** A GAN that every side trains. */
export interface Workload {
  readonly name: string;
  readonly batch: number;
  /** The length of a latent. */
  readonly latent: number;
  readonly data: SyntheticRows;
  readonly networks: (options: { readonly seed: number }) => Networks;
  /** How many of the first steps have their losses compared. */
  readonly comparedSteps: number;
}

/** The optimizer of both players on every side. */
export const ADAM = { learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-7 } as const;

/** The workloads; `peer_pytorch.py` and `peer_tensorflow.py` have the same networks under the same names. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: "1-d gan",
    batch: 128,
    latent: 5,
    data: { kind: "parabola", count: 60_000, shape: [2], range: [-1, 1] },
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [5, 15, 2], seed }),
      discriminator: mlp({ name: "discriminator", sizes: [2, 25, 1], seed }),
    }),
    comparedSteps: 100,
  },
  {
    name: "mlp gan",
    batch: 100,
    latent: 64,
    data: { kind: "images", count: 10_000, shape: [784], range: [-1, 1] },
    networks: ({ seed }) => ({
      generator: mlp({ name: "generator", sizes: [64, 256, 256, 784], output: "tanh", seed }),
      discriminator: mlp({ name: "discriminator", sizes: [784, 256, 256, 1], activation: "leakyRelu", seed }),
    }),
    comparedSteps: 50,
  },
  {
    name: "dcgan",
    batch: 64,
    latent: 100,
    data: { kind: "images", count: 10_000, shape: [28, 28, 1], range: [0, 1] },
    networks: ({ seed }) => mnistDcgan({ seed }),
    comparedSteps: 10,
  },
];

/**
 * Finds a workload by its name.
 *
 * @throws {RangeError} If there is none of that name.
 */
export function workloadNamed(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found) return found;
  const names = WORKLOADS.map((workload) => workload.name).join(", ");
  throw new RangeError(`Cannot find workload as name must be one of ${names}: current value is ${name}`);
}
