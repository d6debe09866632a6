import type { LayersModel } from "@forger/core";
import { isRecord } from "./_own_file.ts";
import type { NetworkLayer, NetworkTable } from "./page_data.ts";

/**
 * A network as a table of its layers, for a page.
 *
 * @example
 * ```ts
 * import { networkLayers } from "@forger/pages";
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const { layers, parameters } = networkLayers("discriminator", mlp({ name: "discriminator", sizes: [4, 1] }));
 * assertEquals(parameters, 5);
 * assertEquals(layers.at(-1)!.shape, "[batch, 1]");
 * ```
 */
export function networkLayers(name: string, model: LayersModel): NetworkTable {
  const layers = model.layers.map((layer): NetworkLayer => ({
    name: layer.name,
    type: layer.getClassName(),
    shape: shapeOf(() => layer.outputShape),
    parameters: layer.countParams(),
  }));
  return { name, layers, parameters: model.countParams() };
}

function shapeOf(read: () => unknown): string {
  try {
    return `[${[read()].flat().map((length) => length ?? "batch").join(", ")}]`;
  } catch {
    return "several"; // a layer that is applied to inputs of several shapes
  }
}

/** The generator as the weights of a saved model tell it: its layers by the names of their weights. */
export function savedLayers(model: unknown): NetworkTable | undefined {
  const manifest = isRecord(model) && Array.isArray(model.weightsManifest) ? model.weightsManifest : [];
  const layers = new Map<string, NetworkLayer>();
  for (const group of manifest) {
    for (const weight of isRecord(group) && Array.isArray(group.weights) ? group.weights : []) {
      if (!isRecord(weight) || typeof weight.name !== "string" || !Array.isArray(weight.shape)) continue;
      const name = weight.name.split("/")[0]!,
        count = weight.shape.reduce((product, length) => product * Number(length), 1);
      const before = layers.get(name), shape = `[${weight.shape.join(", ")}]`;
      layers.set(name, {
        name,
        type: "",
        shape: before ? `${before.shape} ${shape}` : shape,
        parameters: (before?.parameters ?? 0) + (Number.isSafeInteger(count) ? count : 0),
      });
    }
  }
  if (layers.size === 0) return undefined;
  const rows = [...layers.values()];
  return { name: "generator", layers: rows, parameters: rows.reduce((sum, { parameters }) => sum + parameters, 0) };
}
