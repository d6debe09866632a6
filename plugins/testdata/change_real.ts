import type { Tensor } from "@forger/core";
import type { Source } from "@forger/data";
import type { Plugin, Run } from "@forger/trainers";
import { hook } from "./drive.ts";
import { stepContext } from "./step_contexts.ts";

/** What is known of the images. */
export interface RealImages {
  /** Of one image. @default {[1, 1, 3]} */
  readonly shape?: readonly number[];
  /** @default {[-1, 1]} */
  readonly range?: readonly [low: number, high: number];
}

/** Begins a run with such images; gives the plugin's change of real ones, in the step of that number. */
export function changeReal(
  plugin: Plugin,
  { shape = [1, 1, 3], range = [-1, 1] }: RealImages = {},
): (images: Tensor, step?: number) => Tensor {
  hook(plugin, "onTrainBegin")({ data: { name: "images", shape, range } as unknown as Source } as Run);
  return (images, step = 0) => hook(plugin, "transformReal")(images, stepContext("discriminator", step));
}

/** The same image, `[height, width, channels]`, so many times. */
export const repeated = (image: Tensor, count: number): Tensor => image.expandDims().tile([count, 1, 1, 1]);
