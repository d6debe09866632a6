import type { LayersModel } from "@forger/core";
import { countParameters } from "@forger/layers";

/** A network as a table in Markdown: each layer with its type, its output's shape and its parameters, then the sums. */
export function networkTable(network: LayersModel): string {
  const { total, trainable } = countParameters(network);
  const rows = network.layers.map((layer) => [
    layer.name,
    layer.getClassName(),
    outputShape(layer),
    count(layer.countParams()),
  ]);
  return [
    ["Layer", "Type", "Output", "Parameters"],
    ["---", "---", "---", "---:"],
    ...rows,
    ["**all**", "", "", `**${count(total)}**`],
    ["trained", "", "", count(trainable)],
  ].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function count(parameters: number): string {
  return parameters.toLocaleString("en-US");
}

function outputShape(layer: LayersModel["layers"][number]): string {
  try {
    return [layer.outputShape].flat().map((length) => length ?? "batch").join(" × ");
  } catch {
    return "several"; // a layer that is applied to inputs of several shapes
  }
}
