import type { Source } from "@forger/data";
import type { Run } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { fakeRun } from "./fake_run.ts";

/** The corners of a square, over and over, and a generator that makes points on its diagonal. */
export function fakePointsRun(changes: Partial<Run> = {}): Promise<Run> {
  const data: Source = {
    name: "corners",
    size: 40,
    shape: [2],
    range: [0, 1],
    modes: { centers: [[0, 0], [1, 0], [0, 1], [1, 1]], stddev: 0.1 },
    gather: (indices) => tf.tidy(() => tf.stack([indices.mod(2), indices.div(2).floor().mod(2)], 1).toFloat()),
    dispose() {},
  };
  return fakeRun({
    data,
    generate: (latent) => tf.tidy(() => tf.linspace(0, 1, latent.shape[0]!).reshape([-1, 1]).tile([1, 2])),
    ...changes,
  });
}
