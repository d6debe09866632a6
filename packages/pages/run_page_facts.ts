import type { Run } from "@forger/trainers";
import { settingRows } from "./_describe_settings.ts";
import { factRows } from "./_run_facts.ts";
import { networkLayers } from "./network_layers.ts";
import type { NetworkTable, PageData } from "./page_data.ts";

/**
 * What a page shows of a run that does not change while it lasts.
 *
 * @example
 * ```ts
 * import { runPageFacts } from "@forger/pages";
 * import { mlp } from "@forger/layers";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await tf.setBackend("cpu");
 * const generator = mlp({ name: "generator", sizes: [2, 3] }), discriminator = mlp({ name: "discriminator", sizes: [3, 1] });
 * const run = { name: "mine", folder: "runs/mine", config: { seed: 7 }, networks: { generator, discriminator } };
 * const { facts, settings } = runPageFacts(run);
 * assertEquals(facts, [["Seed", "7"], ["Folder", "runs/mine"]]);
 * assertEquals(settings, [["seed", "7"]]);
 * ```
 */
export function runPageFacts(
  { config, folder, name, networks }: Pick<Run, "name" | "folder" | "config" | "networks">,
): Pick<PageData, "name" | "facts" | "networks" | "settings"> {
  return {
    name,
    facts: factRows({ folder, settings: config, last: 0 }),
    networks: networkTables(networks),
    settings: settingRows(config),
  };
}

/** Both networks as tables. */
export function networkTables({ discriminator, generator }: Run["networks"]): NetworkTable[] {
  return [networkLayers("generator", generator), networkLayers("discriminator", discriminator)];
}
