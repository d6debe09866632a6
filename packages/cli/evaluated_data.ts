import type { LayersModel } from "@forger/core";
import { imageFolder, mnist, type Source, type StreamedSource } from "@forger/data";
import type { EvaluatedRun } from "./evaluated_run.ts";
import { isFolder } from "./run_folder.ts";
import { savedExperiment } from "./saved_experiment.ts";
import { UsageError } from "./usage_error.ts";

/** What decides which rows a generator is compared with. */
export interface EvaluatedDataOptions {
  /** What the flag says: a folder of images, `mnist` or `mnist-test`. */
  readonly data?: string;
  /** The experiment's file, where it is one of the user's own. */
  readonly experiment?: string;
  /** The generator that the rows are compared with. */
  readonly generator: LayersModel;
  /** The range of its values. */
  readonly range: readonly [low: number, high: number];
}

/** MNIST's two parts, by what the flag calls them. */
const MNIST = { "mnist": "train", "mnist-test": "test" } as const;

/**
 * Opens the real rows: those that the run learned from, unless others are named.
 *
 * @throws {UsageError} If the experiment is not known, or the generator makes no images and a folder of images is named.
 */
export async function evaluatedData(
  { saved }: EvaluatedRun,
  { data, experiment, generator, range }: EvaluatedDataOptions,
): Promise<Source | StreamedSource> {
  if (data === undefined) {
    const otherwise = ", or images to compare with by --data FOLDER";
    return await (await savedExperiment(saved, { action: "evaluate", file: experiment, otherwise })).data();
  }
  const isThere = await isFolder(data);
  if (!isThere && Object.hasOwn(MNIST, data)) {
    return await mnist({ split: MNIST[data as keyof typeof MNIST], range });
  }
  const [height, width, channels, ...more] = generator.outputs[0]!.shape.slice(1) as number[];
  if (height === undefined || width === undefined || !(channels === 1 || channels === 3) || more.length > 0) {
    throw new UsageError(
      `Cannot use --data as the generator must make images of 1 or 3 channels: expected [height, width, channels], received [${
        generator.outputs[0]!.shape.slice(1)
      }]`,
      { help: "leave out --data, and it is compared with what it learned from" },
    );
  }
  if (isThere) return await imageFolder(data, { size: [height, width], channels, range, classes: "none" });
  throw new UsageError(`Cannot use --data as it must be a folder, mnist or mnist-test: there is no folder ${data}`);
}
