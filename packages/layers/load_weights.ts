import type { LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { readSavedModel } from "./_read_saved_model.ts";

/** A weight as a file describes it. */
interface SavedWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

const HELP = "build the network with the options with which it was trained";

/**
 * Gives a network the weights that were saved of one like it, such as the `model/` of a run's folder.
 *
 * Weights are found by their names. All of them are checked before the first is changed.
 *
 * @param network Of the same layers, by name and shape, as the saved one.
 * @param folder Holds `model.json` and the files that it names.
 * @throws {TypeError} If a weight is missing on either side or has another shape: the message names the layer, both shapes and
 * the remedy.
 * @throws {Error} If a file is missing, cannot be read or is no model's.
 *
 * @example
 * ```ts
 * import { loadWeights, mlp } from "@forger/layers";
 * import { assertRejects } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [64, 256, 784] });
 * await assertRejects(() => loadWeights(generator, "runs/none/model"), Error, "Cannot load weights of generator");
 * ```
 */
export async function loadWeights(network: LayersModel, folder: string): Promise<void> {
  const { weightSpecs = [], weightData } = await readSavedModel(`load weights of ${network.name}`, folder);
  const saved = new Map<string, SavedWeight>(weightSpecs.map((spec) => [spec.name, spec]));
  for (const { originalName, shape } of network.weights) {
    checkWeight(network, { folder, name: originalName, expected: shape as number[], found: saved.get(originalName) });
    saved.delete(originalName);
  }
  const [left] = saved.keys();
  if (left !== undefined) {
    throw new TypeError(
      `Cannot load weights of ${network.name} as the network must have all saved layers: ${folder} has ${left}, which the network has not; ${HELP}`,
    );
  }
  tf.tidy(() => {
    const values = tf.io.decodeWeights(weightData!, weightSpecs);
    network.setWeights(network.weights.map(({ originalName }) => values[originalName]!));
  });
}

function checkWeight(
  { name: network }: LayersModel,
  { folder, name, expected, found }: {
    readonly folder: string;
    readonly name: string;
    readonly expected: readonly number[];
    readonly found: SavedWeight | undefined;
  },
): void {
  const slash = name.lastIndexOf("/"), layer = name.slice(0, slash), part = name.slice(slash + 1);
  if (!found) {
    throw new TypeError(
      `Cannot load weights of ${network} as layer ${layer} must have a saved ${part} of shape [${expected}]: ${folder} has none; ${HELP}`,
    );
  }
  if (String(found.shape) === String(expected)) return;
  throw new TypeError(
    `Cannot load weights of ${network} as the ${part} of layer ${layer} must have the saved shape: expected [${expected}], received [${found.shape}] from ${folder}; ${HELP}`,
  );
}
