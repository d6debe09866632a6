import type { LayersModel } from "@forger/core";
import type { ExportOptions } from "./export_options.ts";

/**
 * Refuses a network that is no generator, and a description that is not of the network.
 *
 * @param target The format, for messages.
 */
export function checkExport(network: LayersModel, target: string, { classes, latent, range }: ExportOptions): void {
  const { inputs, outputs } = network, expected = [latent.size, ...classes ? [classes.length] : []];
  const shapes = (tensors: typeof inputs) =>
    tensors.map(({ shape }) => `[${shape.map((length) => length ?? "batch").join(", ")}]`);
  const found = inputs.map(({ shape }) => shape.length === 2 ? shape[1] : undefined);
  if (found.join() !== expected.join()) {
    throw new TypeError(
      `Cannot export network to ${target} as its inputs must be latents${
        classes ? " and one-hot labels of the classes" : ", without classes"
      }: expected ${expected.map((length) => `[batch, ${length}]`).join(" and ")}, received ${
        shapes(inputs).join(" and ")
      }`,
    );
  }
  if (outputs.length !== 1) {
    throw new TypeError(
      `Cannot export network to ${target} as it must have one output: received ${shapes(outputs).join(" and ")}`,
    );
  }
  const [low, high] = range;
  if (!(low < high && Number.isFinite(high - low))) {
    throw new RangeError(
      `Cannot export network to ${target} as range must rise between finite numbers: current value is [${low}, ${high}]`,
    );
  }
}
