import type { Player } from "@forger/trainers";
import { refuseOption } from "./_refuse_option.ts";

/** One of the players, or both. */
export type Players = Player | "both";

/**
 * Refuses an option that names no player.
 *
 * @throws {RangeError} If the value is none of the three.
 */
export function checkPlayers(plugin: string, option: string, value: Players): void {
  if (["discriminator", "generator", "both"].includes(value)) return;
  refuseOption(plugin, option, "discriminator, generator or both", value);
}
