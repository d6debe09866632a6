import { stateVariable, type Tensor, type Variable } from "@forger/core";
import type { Networks, Player } from "@forger/trainers";
import * as tf from "@tensorflow/tfjs";

/** The gradients of a step, kept from within the compiled step until the host has seen them. */
export class GradientCopies {
  #copies: Readonly<Record<Player, readonly Variable[]>> = { discriminator: [], generator: [] };

  /** Makes room for them; call it when training begins. */
  begin({ discriminator, generator }: Networks): void {
    const room = (network: Networks[Player]) =>
      network.trainableWeights.map(({ shape }) => stateVariable(() => tf.zeros(shape as number[])));
    this.#copies = { discriminator: room(discriminator), generator: room(generator) };
  }

  /** Copies a player's gradients, within a step; those of its last update count. */
  keep(player: Player, gradients: readonly Tensor[]): void {
    gradients.forEach((gradient, index) => this.#copies[player][index]!.assign(gradient));
  }

  /** The copies of a player's gradients. */
  of(player: Player): readonly Variable[] {
    return this.#copies[player];
  }

  /** Frees them; call it when training ends. */
  dispose(): void {
    for (const copies of Object.values(this.#copies)) for (const copy of copies) copy.dispose();
    this.#copies = { discriminator: [], generator: [] };
  }
}
