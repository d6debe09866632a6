import type { LayersModel } from "@forger/core";

/** Refuses a network with a weight that is no finite number, as of a training that has diverged: it could make nothing. */
export async function checkFinite({ weights }: LayersModel, target: string): Promise<void> {
  for (const weight of weights) {
    const odd = (await weight.read().data<"float32">()).find((number) => !Number.isFinite(number));
    if (odd === undefined) continue;
    throw new Error(
      `Cannot export network to ${target} as its weights must be finite numbers: ${weight.originalName} has ${odd}. An earlier checkpoint may have finite ones`,
    );
  }
}
