import type { Plugin } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";
import { changeColours, type ColourAmounts } from "./_change_colours.ts";
import { checkShare } from "./_check_share.ts";
import { refuseOption } from "./_refuse_option.ts";
import { requireImages } from "./_require_images.ts";

/** Options of {@linkcode colourJitter}. */
export interface ColourJitterOptions {
  /** What is added at most, up or down, as a share of the range's width, in [0, 1]; 0 for nothing. @default {0.05} */
  readonly brightness?: number;
  /** How far the factor of the distance from grey is from 1 at most, in [0, 1]; 0 for none. @default {0.1} */
  readonly saturation?: number;
  /** How far the factor of the distance from the image's mean is from 1 at most, in [0, 1]; 0 for none. @default {0.1} */
  readonly contrast?: number;
  /** How far hues turn at most, either way, in turns of the colour circle, in [0, 0.5]; 0 for not at all. @default {0} */
  readonly hue?: number;
}

/**
 * Changes the colours of real images a little, as other light and another camera would.
 *
 * Each image gets random changes of its own, in this order: brightness, plus U(-brightness, brightness) of the range's
 * width; then saturation, times U(1 - saturation, 1 + saturation) about each pixel's mean over the channels, which grey
 * images have none of; then hue, turned by U(-hue, hue) of a circle about the axis of grey; then contrast, times
 * U(1 - contrast, 1 + contrast) about the image's mean. Values are cut off at the ends of the data's range.
 *
 * Generated images stay as they are, so that the generator learns the changed colours: what is drawn is to be as real as
 * what was photographed, hence the gentle defaults. It helps with few photographs. With strong changes use `diff-augment`,
 * which changes generated images alike and so keeps the changes out of what the generator makes.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} When training begins, if the data are no images `[height, width, channels]`, or hues are to turn and
 * the images have other than three channels.
 *
 * @example
 * ```ts
 * import { colourJitter } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(colourJitter({ hue: 0.02 }).options, { brightness: 0.05, saturation: 0.1, contrast: 0.1, hue: 0.02 });
 * ```
 */
export function colourJitter(options: ColourJitterOptions = {}): Plugin {
  const { brightness = 0.05, saturation = 0.1, contrast = 0.1, hue = 0 } = options;
  const amounts: ColourAmounts = { brightness, saturation, contrast, hue };
  for (const name of ["brightness", "saturation", "contrast"] as const) {
    checkShare("colour-jitter", name, amounts[name]);
  }
  if (!(Number.isFinite(hue) && hue >= 0 && hue <= 0.5)) {
    refuseOption("colour-jitter", "hue", "a number in [0, 0.5]", hue);
  }
  let low = -1, high = 1;
  return {
    name: "colour-jitter",
    options: { ...amounts },
    onTrainBegin({ data }) {
      requireImages("change colours of", data);
      if (hue > 0 && data.shape[2] !== 3) {
        throw new TypeError(
          `Cannot turn hues of ${data.name} as its images must have three channels, red, green and blue: current shape is [${data.shape}]`,
        );
      }
      [low, high] = data.range;
    },
    transformReal: (images, { random }) =>
      tf.tidy(() => changeColours(images, { ...amounts, span: high - low, random }).clipByValue(low, high)),
  };
}
