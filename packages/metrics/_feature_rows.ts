import type { Tensor } from "@forger/core";

/**
 * One row of features an image: means over height and width, where the network's answer has these.
 *
 * @param channelsFirst Whether such an answer is `[batch, channels, height, width]`.
 * @throws {TypeError} If it is neither rows nor images.
 */
export function featureRows(action: string, answer: Tensor, channelsFirst: boolean): Tensor {
  if (answer.rank === 2) return answer;
  if (answer.rank === 4) return answer.mean(channelsFirst ? [2, 3] : [1, 2]);
  throw new TypeError(
    `Cannot ${action} as the network's output must be [batch, features] or features with height and width: ` +
      `current shape is [${answer.shape}]`,
  );
}
