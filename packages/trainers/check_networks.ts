import type { LayersModel } from "@forger/core";
import { isStreamed, type Source, type StreamedSource } from "@forger/data";
import type { Latent } from "@forger/samplers";
import { isConditional, type Networks } from "./networks.ts";

type Shape = readonly (number | null)[];

function requireShape(what: string, expected: readonly number[], received: Shape): void {
  const row = received.slice(1);
  if (row.length === expected.length && row.every((length, axis) => length === expected[axis])) return;
  throw new TypeError(
    `Cannot train as ${what} must fit: expected [batch, ${expected.join(", ")}], received [batch, ${row.join(", ")}]`,
  );
}

/**
 * Refuses networks that do not fit the data, the latents or each other.
 *
 * @throws {TypeError} If a shape does not fit, the message shows both; or labels are missing somewhere.
 */
export function checkNetworks(networks: Networks, data: Source | StreamedSource, latent: Latent): void {
  const { generator, discriminator } = networks;
  const inputs = shapes(generator.inputs), seen = shapes(discriminator.inputs), said = shapes(discriminator.outputs);
  requireShape("the generator's input and the latents", [latent.size], inputs[0]!);
  requireShape(`the generator's output and ${data.name}`, data.shape, shapes(generator.outputs)[0]!);
  requireShape(`the discriminator's input and ${data.name}`, data.shape, seen[0]!);
  requireShape("the discriminator's output and one logit an image", [1], said[0]!);
  const withLabels = [
    ["the generator's second input and one label of each class", inputs[1]],
    ["the discriminator's second input and one label of each class", seen[1]],
    ["the discriminator's second output and one logit of each class", said[1]],
  ] as const;
  checkConditions(networks, data);
  for (const [what, shape] of withLabels) if (shape) requireShape(what, [data.classes!.length], shape);
}

function checkConditions(networks: Networks, data: Source | StreamedSource): void {
  const { classes, name } = data;
  const { inputs, outputs } = networks.discriminator;
  const judgesClasses = inputs.length > 1 || outputs.length > 1;
  if (isConditional(networks) !== judgesClasses) {
    const [having, lacking] = judgesClasses ? ["discriminator", "generator"] : ["generator", "discriminator"];
    throw new TypeError(
      `Cannot train as both networks must know of classes: the ${having} does, the ${lacking} takes no labels` +
        (judgesClasses ? "" : " and has no class logits"),
    );
  }
  if (judgesClasses && !(classes && hasLabels(data))) {
    throw new TypeError(
      `Cannot train conditional networks as the data must have classes, with a label for each row: ${name} has none`,
    );
  }
}

function shapes(tensors: LayersModel["inputs"]): Shape[] {
  return tensors.map(({ shape }) => shape as Shape);
}

function hasLabels(data: Source | StreamedSource): boolean {
  return isStreamed(data) ? data.labels !== undefined : data.gatherLabels !== undefined;
}
