import type { Optimizer, Variable } from "@forger/core";
import type { Networks, Player } from "./networks.ts";
import { variableOf } from "./variable_of.ts";

/** Everything that training changes, by name: the weights of both networks, trained or not, and the optimizers' slots. */
export function trainedVariables(
  networks: Networks,
  optimizers: Readonly<Record<Player, Optimizer>>,
): Record<string, Variable> {
  const named: Record<string, Variable> = {};
  for (const player of ["generator", "discriminator"] as const) {
    networks[player].weights.forEach((weight, index) => {
      named[`${player}/${index}/${weight.originalName}`] = variableOf(weight);
    });
    for (const [name, slot] of Object.entries(optimizers[player].slots)) named[`${player}/optimizer/${name}`] = slot;
  }
  return named;
}
