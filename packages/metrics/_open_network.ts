import { type LayersModel, nearestName, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { readNetwork } from "./_read_network.ts";
import type { GraphModel } from "./network_features.ts";

/** What cannot be done where a network is of no use. */
export const NETWORK_ACTION = "make features by a network";

/** A network with one input and the output that was asked for. */
export interface Network {
  readonly name: string;
  /** `[batch, height, width, channels]`; null or -1 where any will do. */
  readonly input: readonly (number | null)[];
  readonly apply: (images: Tensor) => Tensor;
  readonly artifacts: tf.io.ModelArtifacts;
  readonly dispose: () => void;
}

/** Loads a network from its `model.json`. */
export async function loadNetwork(path: string | URL, layer: string | undefined): Promise<Network> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  const artifacts = await readNetwork(NETWORK_ACTION, file), io = { load: () => Promise.resolve(artifacts) };
  const isGraph = artifacts.format === "graph-model" || "node" in (artifacts.modelTopology as object);
  let model: LayersModel | GraphModel;
  try {
    model = isGraph ? await tf.loadGraphModel(io) : await tf.loadLayersModel(io);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot ${NETWORK_ACTION} as ${file} must hold a network of known layers: ${reason}`, { cause });
  }
  try {
    return { ...networkOf(model, layer, artifacts), name: basename(file), dispose: () => model.dispose() };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Takes a network that stays the caller's. */
export async function givenNetwork(model: LayersModel | GraphModel, layer: string | undefined): Promise<Network> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler((saved) => {
    artifacts = saved;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const } });
  });
  await model.save(handler);
  return networkOf(model, layer, artifacts!);
}

function networkOf(
  model: LayersModel | GraphModel,
  layer: string | undefined,
  artifacts: tf.io.ModelArtifacts,
): Network {
  if (model.inputs.length !== 1) {
    throw new TypeError(
      `Cannot ${NETWORK_ACTION} as it must have one input, of images: current value is ${model.inputs.length}`,
    );
  }
  const shared = { input: model.inputs[0]!.shape ?? [], artifacts, dispose: () => {} };
  if (model instanceof tf.LayersModel) {
    const { inputs } = model, outputs = outputOf(model, layer);
    const cut = tf.model({ inputs, outputs });
    return { ...shared, name: model.name, apply: (images) => cut.apply(images, { training: false }) as Tensor };
  }
  const name = layer ?? model.outputNodes[0];
  return { ...shared, name: "graph", apply: (images) => model.execute(images, name) as Tensor };
}

function outputOf(model: LayersModel, layer: string | undefined): tf.SymbolicTensor {
  if (layer === undefined) return model.outputs[0]!;
  const found = model.layers.find(({ name }) => name === layer);
  if (found) return [found.output].flat()[0]!;
  const nearest = nearestName(layer, model.layers.map(({ name }) => name));
  throw new RangeError(
    `Cannot ${NETWORK_ACTION} as layer must be one of its layers' names: current value is ${layer}, did you mean "${nearest}"?`,
  );
}
