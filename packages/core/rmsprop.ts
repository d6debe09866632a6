import * as tf from "@tensorflow/tfjs";
import { DataType } from "./data_type.ts";
import { applyFusedUpdate } from "./fused_update.ts";
import { boolAttribute, typeAttribute } from "./operation.ts";
import { checkDecayRate, checkEpsilon, checkLearningRate, type OptimizerRecipe } from "./optimizer.ts";
import { createSlots, disposeSlots } from "./optimizer_slots.ts";
import type { Schedule } from "./schedule.ts";

/** Options of {@linkcode rmsprop}. */
export interface RmspropOptions {
  /** Decay rate of the mean of squared gradients, in [0, 1). @default {0.9} */
  readonly decay?: number;
  /** Share of the last update that is repeated, in [0, 1). @default {0} */
  readonly momentum?: number;
  /** Added to the mean of squares under the root. @default {1e-7} */
  readonly epsilon?: number;
}

const ATTRIBUTES = [typeAttribute("T", DataType.float32), boolAttribute("use_locking", false)];

/**
 * RMSProp, the optimizer of the original Wasserstein GAN.
 *
 * @param learningRate A positive number, or a schedule.
 * @throws {RangeError} If a setting is out of range.
 * @see Neural networks for machine learning, lecture 6e. Tieleman, Hinton, 2012, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
 *
 * @example
 * ```ts
 * import { rmsprop } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rmsprop(5e-5).name, "rmsprop");
 * ```
 */
export function rmsprop(learningRate: Schedule, options: RmspropOptions = {}): OptimizerRecipe {
  const { decay = 0.9, momentum = 0, epsilon = 1e-7 } = options;
  checkLearningRate("rmsprop", learningRate);
  checkDecayRate("rmsprop", "decay", decay);
  checkDecayRate("rmsprop", "momentum", momentum);
  checkEpsilon("rmsprop", epsilon);
  return {
    name: "rmsprop",
    learningRate,
    settings: { decay, momentum, epsilon },
    create(variables) {
      const squares = createSlots("rmsprop_square", variables), updates = createSlots("rmsprop_update", variables);
      return {
        slots: { ...squares.byName, ...updates.byName },
        apply(gradients, rate) {
          tf.tidy(() => {
            const constants = [tf.scalar(decay), tf.scalar(momentum), tf.scalar(epsilon)];
            variables.forEach((variable, index) => {
              const gradient = gradients[index]!, square = squares.list[index]!, update = updates.list[index]!;
              applyFusedUpdate({
                operation: "ResourceApplyRMSProp",
                attributes: ATTRIBUTES,
                variables: [variable, square, update],
                inputs: [rate, ...constants, gradient],
                plain: () =>
                  tf.tidy(() => {
                    const newSquare = square.add(gradient.square().sub(square).mul(1 - decay));
                    const newUpdate = update.mul(momentum).add(rate.mul(gradient).div(newSquare.add(epsilon).sqrt()));
                    return [variable.sub(newUpdate), newSquare, newUpdate];
                  }),
              });
            });
          });
        },
        dispose: () => disposeSlots(squares, updates),
      };
    },
  };
}
