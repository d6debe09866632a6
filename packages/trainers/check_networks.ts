import type { Source } from "@forger/data";
import type { Latent } from "@forger/samplers";
import type { Networks } from "./networks.ts";

function requireShape(what: string, expected: readonly number[], received: readonly (number | null)[]): void {
  const row = received.slice(1);
  if (row.length === expected.length && row.every((length, axis) => length === expected[axis])) return;
  throw new TypeError(
    `Cannot train as ${what} must fit: expected [batch, ${expected.join(", ")}], received [batch, ${row.join(", ")}]`,
  );
}

/**
 * Refuses networks that do not fit the data, the latents or each other.
 *
 * @throws {TypeError} If a shape does not fit; the message shows both.
 */
export function checkNetworks({ generator, discriminator }: Networks, data: Source, latent: Latent): void {
  const shape = (value: unknown) => value as readonly (number | null)[];
  requireShape("the generator's input and the latents", [latent.size], shape(generator.inputs[0]!.shape));
  requireShape(`the generator's output and ${data.name}`, data.shape, shape(generator.outputs[0]!.shape));
  requireShape(`the discriminator's input and ${data.name}`, data.shape, shape(discriminator.inputs[0]!.shape));
  requireShape("the discriminator's output and one logit an image", [1], shape(discriminator.outputs[0]!.shape));
}
