import type { Layer, LayersModel } from "@forger/core";
import { countParameters } from "./count_parameters.ts";

const COLUMN_GAP = "  ";

type Row = readonly [layer: string, shape: string, parameters: string];

const formatCount = (count: number): string => count.toLocaleString("en-US");

function outputShape(layer: Layer): string {
  try {
    return `[${[layer.outputShape].flat().map((length) => length ?? "batch").join(", ")}]`;
  } catch {
    return "several"; // a layer that is applied to inputs of several shapes
  }
}

/**
 * A network as a table: each layer with its type, its output's shape and its parameters, then the sums.
 *
 * @returns Lines for a terminal, without a line break at the end.
 *
 * @example
 * ```ts
 * import { mlp, summarize } from "@forger/layers";
 * import { assertStringIncludes } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const network = mlp({ name: "discriminator", sizes: [784, 256, 1], activation: "leakyRelu" });
 * assertStringIncludes(summarize(network), "discriminator_dense_1 (Dense)           [batch, 256]     200,960");
 * ```
 */
export function summarize(model: LayersModel): string {
  const { total, trainable, nonTrainable } = countParameters(model);
  const header: Row = ["Layer (type)", "Output shape", "Parameters"];
  const layers = model.layers.map((layer): Row => [
    `${layer.name} (${layer.getClassName()})`,
    outputShape(layer),
    formatCount(layer.countParams()),
  ]);
  const sums: Row[] = [
    ["Total", "", formatCount(total)],
    ["Trainable", "", formatCount(trainable)],
    ["Not trainable", "", formatCount(nonTrainable)],
  ];
  const widths = header.map((_, column) => Math.max(...[header, ...layers, ...sums].map((row) => row[column]!.length)));
  const line = ([layer, shape, parameters]: Row): string =>
    [layer.padEnd(widths[0]!), shape.padEnd(widths[1]!), parameters.padStart(widths[2]!)].join(COLUMN_GAP);
  const rule = "─".repeat(line(header).length);
  return [`${model.name}`, rule, line(header), rule, ...layers.map(line), rule, ...sums.map(line)].join("\n");
}
