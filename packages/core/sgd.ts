import * as tf from "@tensorflow/tfjs";
import { DataType } from "./data_type.ts";
import { applyFusedUpdate } from "./fused_update.ts";
import { boolAttribute, typeAttribute } from "./operation.ts";
import { checkLearningRate, type OptimizerRecipe } from "./optimizer.ts";
import type { Schedule } from "./schedule.ts";

const ATTRIBUTES = [typeAttribute("T", DataType.float32), boolAttribute("use_locking", false)];

/**
 * Plain stochastic gradient descent: weights minus the learning rate times the gradient.
 *
 * @param learningRate A positive number, or a schedule.
 * @throws {RangeError} If the learning rate is out of range.
 *
 * @example
 * ```ts
 * import { sgd } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sgd(0.01).learningRate, 0.01);
 * ```
 */
export function sgd(learningRate: Schedule): OptimizerRecipe {
  checkLearningRate("sgd", learningRate);
  return {
    name: "sgd",
    learningRate,
    settings: {},
    create: (variables) => ({
      slots: {},
      apply(gradients, rate) {
        variables.forEach((variable, index) => {
          const gradient = gradients[index]!;
          applyFusedUpdate({
            operation: "ResourceApplyGradientDescent",
            attributes: ATTRIBUTES,
            variables: [variable],
            inputs: [rate, gradient],
            plain: () => tf.tidy(() => [variable.sub(rate.mul(gradient))]),
          });
        });
      },
      dispose() {},
    }),
  };
}
