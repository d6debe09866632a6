import * as tf from "@tensorflow/tfjs";
import { DataType } from "./data_type.ts";
import { applyFusedUpdate } from "./fused_update.ts";
import { boolAttribute, typeAttribute } from "./operation.ts";
import { checkDecayRate, checkEpsilon, checkLearningRate, type OptimizerRecipe } from "./optimizer.ts";
import { createSlots, disposeSlots } from "./optimizer_slots.ts";
import type { Schedule } from "./schedule.ts";
import { stateVariable } from "./state_variable.ts";
import type { Tensor } from "./tensor.ts";

/** Options of {@linkcode adam}. */
export interface AdamOptions {
  /** Decay rate of the mean of gradients, in [0, 1). @default {0.9} */
  readonly beta1?: number;
  /** Decay rate of the mean of squared gradients, in [0, 1). @default {0.999} */
  readonly beta2?: number;
  /** Added to the divisor; Keras uses 1e-7, PyTorch 1e-8. @default {1e-7} */
  readonly epsilon?: number;
}

const ATTRIBUTES = [
  typeAttribute("T", DataType.float32),
  boolAttribute("use_locking", false),
  boolAttribute("use_nesterov", false),
];

/**
 * Adam with its decay powers kept as variables, so that a resumed run continues to the same bits.
 *
 * @param learningRate A positive number, or a schedule. DCGANs usually take 2e-4 with `beta1` 0.5.
 * @throws {RangeError} If a setting is out of range.
 * @see Adam: a method for stochastic optimization. Kingma, Ba, 2014, https://arxiv.org/abs/1412.6980
 *
 * @example
 * ```ts
 * import { adam } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(adam(2e-4, { beta1: 0.5 }).settings, { beta1: 0.5, beta2: 0.999, epsilon: 1e-7 });
 * ```
 */
export function adam(learningRate: Schedule, options: AdamOptions = {}): OptimizerRecipe {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  checkLearningRate("adam", learningRate);
  checkDecayRate("adam", "beta1", beta1);
  checkDecayRate("adam", "beta2", beta2);
  checkEpsilon("adam", epsilon);
  return {
    name: "adam",
    learningRate,
    settings: { beta1, beta2, epsilon },
    create(variables) {
      const means = createSlots("adam_mean", variables), squares = createSlots("adam_square", variables);
      const power1 = stateVariable(() => tf.scalar(1)), power2 = stateVariable(() => tf.scalar(1));
      return {
        slots: { ...means.byName, ...squares.byName, beta1_power: power1, beta2_power: power2 },
        apply(gradients, rate) {
          tf.tidy(() => {
            power1.assign(tf.mul(power1, beta1));
            power2.assign(tf.mul(power2, beta2));
            const constants = [rate, tf.scalar(beta1), tf.scalar(beta2), tf.scalar(epsilon)];
            variables.forEach((variable, index) => {
              const gradient = gradients[index]!, mean = means.list[index]!, square = squares.list[index]!;
              applyFusedUpdate({
                operation: "ResourceApplyAdam",
                attributes: ATTRIBUTES,
                variables: [variable, mean, square],
                inputs: [power1, power2, ...constants, gradient],
                plain: () => plainAdam(variable, mean, square, gradient),
              });
            });
          });

          function plainAdam(variable: Tensor, mean: Tensor, square: Tensor, gradient: Tensor): Tensor[] {
            return tf.tidy(() => {
              const newMean = mean.add(gradient.sub(mean).mul(1 - beta1));
              const newSquare = square.add(gradient.square().sub(square).mul(1 - beta2));
              const scale = rate.mul(tf.sub(1, power2).sqrt()).div(tf.sub(1, power1));
              return [variable.sub(newMean.mul(scale).div(newSquare.sqrt().add(epsilon))), newMean, newSquare];
            });
          }
        },
        dispose() {
          disposeSlots(means, squares);
          power1.dispose();
          power2.dispose();
        },
      };
    },
  };
}
