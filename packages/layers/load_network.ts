import type { LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { readSavedModel } from "./_read_saved_model.ts";

/** A network as it was saved. */
export interface SavedNetwork {
  /** The network, with its weights. */
  readonly network: LayersModel;
  /** What was saved beside it under `userDefinedMetadata`; undefined where there is nothing. */
  readonly metadata: unknown;
}

/**
 * Loads a network that was saved in TensorFlow.js's layers format, such as the `model/` of a run's folder.
 *
 * All layers of this package are known; layers of one's own must be registered with `tf.serialization.registerClass`.
 *
 * @param folder Holds `model.json` and the files that it names.
 * @throws {Error} If a file is missing, cannot be read or is no model's, or a layer is not known.
 *
 * @example
 * ```ts
 * import { loadNetwork } from "@forger/layers";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadNetwork("runs/none/model"), Error, "Cannot load network");
 * ```
 */
export async function loadNetwork(folder: string): Promise<SavedNetwork> {
  const action = "load network", artifacts = await readSavedModel(action, folder);
  try {
    const network = await tf.loadLayersModel({ load: () => Promise.resolve(artifacts) });
    return { network, metadata: artifacts.userDefinedMetadata };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot ${action} as ${folder} must hold one of known layers: ${reason}`, { cause });
  }
}
