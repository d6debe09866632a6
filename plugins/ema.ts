import type { LayersModel, Tensor, Variable } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** Options of {@linkcode ema}. */
export interface EmaOptions {
  /** How much of the average a step keeps, in [0, 1): it spans about `1 / (1 - decay)` steps. @default {0.999} */
  readonly decay?: number;
}

/** A weight of the generator, and its average. */
interface Averaged {
  readonly source: Variable;
  readonly average: Variable;
}

/**
 * Samples from an exponential moving average of the generator's weights, which is smoother than the weights of any
 * one step.
 *
 * Batch normalization's moving statistics are averaged alike, as they belong to the weights. At first the average is
 * shorter, `min(decay, (1 + step) / (10 + step))`, so that the initial weights are soon forgotten. Training itself is
 * not changed.
 *
 * @throws {RangeError} If `decay` is not in [0, 1).
 * @see The unusual effectiveness of averaging in GAN training. Yazıcı, Foo, Winkler, Yap, Piliouras, Chandrasekhar, 2018, https://arxiv.org/abs/1806.04498
 *
 * @example
 * ```ts
 * import { ema } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ema({ decay: 0.99 }).name, "ema");
 * ```
 */
export function ema(options: EmaOptions = {}): Plugin {
  const { decay = 0.999 } = options;
  if (!(decay >= 0 && decay < 1)) {
    throw new RangeError(`Cannot create ema as decay must be in [0, 1): current value is ${decay}`);
  }
  let sampling: LayersModel | undefined;
  let weightPairs: readonly Averaged[] = [];

  return {
    name: "ema",
    options: { decay },
    async onTrainBegin({ networks: { generator } }) {
      sampling = await cloneModel(generator);
      const averages = allVariables(sampling);
      weightPairs = allVariables(generator).map((source, index) => ({ source, average: averages[index]! }));
    },
    transformWeights(weights, { player, step, variables }) {
      if (player === "generator") {
        const updated = new Map(variables.map((variable, index) => [variable, weights[index]!]));
        tf.tidy(() => {
          const movedShare = tf.sub(1, keptShare(step, decay));
          for (const { source, average } of weightPairs) {
            const weight = updated.get(source) ?? source; // statistics are no trained weights
            average.assign(average.add(weight.sub(average).mul(movedShare)));
          }
        });
      }
      return weights;
    },
    samplingGenerator: () => sampling,
    saveState: () => Object.fromEntries(weightPairs.map(({ average }, index) => [String(index), average])),
    restoreState(state) {
      weightPairs.forEach(({ average }, index) => average.assign(state[index] as Tensor));
    },
  };
}

function keptShare(step: Tensor, decay: number): Tensor {
  const done = step.toFloat();
  return done.add(1).div(done.add(10)).minimum(decay);
}

/** The variables behind a model's weights, trainable or not, in the model's order. */
function allVariables({ weights }: LayersModel): readonly Variable[] {
  return weights.map((weight) => weight.read() as Variable); // of a layers variable, TensorFlow.js hands out the tensor variable
}

/** A model of the same layers and weights. */
async function cloneModel(model: LayersModel): Promise<LayersModel> {
  const topology = model.toJSON(null, false) as Exclude<ReturnType<LayersModel["toJSON"]>, string>;
  const clone = await tf.models.modelFromJSON(topology);
  clone.setWeights(model.getWeights());
  return clone;
}
