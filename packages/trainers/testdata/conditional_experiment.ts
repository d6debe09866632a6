import { sgd, type Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import { nonSaturating } from "@forger/losses";
import { normalLatent } from "@forger/samplers";
import * as tf from "@tensorflow/tfjs";
import type { Experiment } from "../experiment.ts";
import type { Networks } from "../networks.ts";

/** The first coordinate of every point of a class, in the data and as the generator draws it. */
export const FIRST_COORDINATES: readonly number[] = [-2, 0.5, 3];

const CLASSES = FIRST_COORDINATES.length;

/** Points whose first coordinate says their class. */
export function labelledPoints(): Source {
  const size = 12, firsts = tf.tensor1d([...FIRST_COORDINATES]);
  const labels = (indices: Tensor) => indices.mod(tf.scalar(CLASSES, "int32")).toInt();
  return {
    name: "labelled points",
    size,
    shape: [2],
    range: [-2, 3],
    classes: ["left", "middle", "right"],
    gather: (indices) => tf.tidy(() => tf.stack([tf.gather(firsts, labels(indices)), indices.toFloat().div(size)], 1)),
    gatherLabels: (indices) => tf.tidy(() => labels(indices)),
    dispose: () => firsts.dispose(),
  };
}

function dense(name: string, units: number, weights: number[][]): tf.layers.Layer {
  return tf.layers.dense({ name, units, useBias: false, weights: [tf.tensor2d(weights)] });
}

/** A generator that draws the class's first coordinate, and a second one that depends on the latent. */
function generator(): tf.LayersModel {
  const latent = tf.input({ shape: [2] }), labels = tf.input({ shape: [CLASSES] });
  const kernel = [[0, 1], [0, -1], ...FIRST_COORDINATES.map((first) => [first, 0])];
  const point = dense("generator_point", 2, kernel).apply(
    tf.layers.concatenate({ name: "generator_both" }).apply([latent, labels]),
  ) as tf.SymbolicTensor;
  return tf.model({ name: "generator", inputs: [latent, labels], outputs: point });
}

/** How the discriminator learns of classes. */
export type Conditioned = "labels" | "class logits" | "none";

function discriminator(conditioned: Conditioned): tf.LayersModel {
  const point = tf.input({ shape: [2] }), labels = tf.input({ shape: [CLASSES] });
  if (conditioned === "labels") {
    const both = tf.layers.concatenate({ name: "discriminator_both" }).apply([point, labels]);
    const logit = dense("discriminator_logit", 1, [[1], [1], [0.1], [0.2], [0.3]]).apply(both) as tf.SymbolicTensor;
    return tf.model({ name: "discriminator", inputs: [point, labels], outputs: logit });
  }
  const logit = dense("discriminator_logit", 1, [[1], [1]]).apply(point) as tf.SymbolicTensor;
  const classLogits = dense("discriminator_classes", CLASSES, [[1, 0, 0], [0, 1, 1]]).apply(point) as tf.SymbolicTensor;
  const outputs = conditioned === "none" ? logit : [logit, classLogits];
  return tf.model({ name: "discriminator", inputs: point, outputs });
}

/** The two networks, of known weights. */
export function conditionalNetworks(conditioned: Conditioned = "labels"): Networks {
  return { generator: generator(), discriminator: discriminator(conditioned) };
}

/** An experiment on labelled points whose weights hardly change, so that each image keeps telling its class. */
export function conditionalExperiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    name: "conditional",
    data: labelledPoints,
    networks: () => conditionalNetworks(),
    latent: normalLatent(2),
    loss: nonSaturating,
    optimizers: { discriminator: sgd(1e-9), generator: sgd(1e-9) },
    batch: 4,
    steps: 50,
    ...changes,
  };
}
