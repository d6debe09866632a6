import * as tf from "@tensorflow/tfjs";
import { newestCheckpoint } from "./find_checkpoints.ts";
import type { Networks } from "./networks.ts";
import type { StoredTensor } from "./run_state.ts";
import { variableOf } from "./variable_of.ts";

/** What a warm start found. */
export interface WarmStart {
  /** The run from which weights were taken. */
  readonly folder: string;
  /** The step of its checkpoint. */
  readonly step: number;
  /** Weights that were taken, by player and name. */
  readonly matched: readonly string[];
  /** Weights that keep their initial values, with the reason. */
  readonly unmatched: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Gives networks the weights of another run, by name and shape; what does not match keeps its initial values.
 *
 * Only weights are taken: no optimizer slots, no step, no plugin's state.
 *
 * @param folder The other run's folder, with a checkpoint.
 * @throws {Error} If there is no checkpoint that can be used, or no weight matches.
 */
export async function warmStart(networks: Networks, folder: string): Promise<WarmStart> {
  const { checkpoint: { state: { step, tensors } } } = await newestCheckpoint(folder);
  const saved = weightsByName(tensors), matched: string[] = [], unmatched: { name: string; reason: string }[] = [];
  for (const player of ["generator", "discriminator"] as const) {
    for (const weight of networks[player].weights) {
      const name = `${player}/${weight.originalName}`, tensor = saved.get(name), variable = variableOf(weight);
      if (!tensor) unmatched.push({ name, reason: "the other run has none of that name" });
      else if (String(tensor.shape) !== String(variable.shape)) {
        unmatched.push({ name, reason: `its shape is [${variable.shape}], the other run's [${tensor.shape}]` });
      } else {
        tf.tidy(() => variable.assign(tf.tensor(tensor.values.slice(), [...tensor.shape], tensor.dtype)));
        matched.push(name);
      }
    }
  }
  if (matched.length > 0) return { folder, step, matched, unmatched };
  throw new Error(
    `Cannot begin with the weights of ${folder} as some must have the names and shapes of these networks: ${
      unmatched[0]!.name
    }: ${unmatched[0]!.reason}`,
  );
}

/** A checkpoint's weights are `player/index/name`; the index changes where layers are added. */
function weightsByName(tensors: Readonly<Record<string, StoredTensor>>): Map<string, StoredTensor> {
  const byName = new Map<string, StoredTensor>();
  for (const [key, tensor] of Object.entries(tensors)) {
    const [, player, name] = /^(generator|discriminator)\/\d+\/([^]+)$/.exec(key) ?? [];
    if (name !== undefined) byName.set(`${player}/${name}`, tensor);
  }
  return byName;
}

/** So many weights are named. */
const NAMED = 10;

/** Says in words what a warm start found. */
export function describeWarmStart({ folder, step, matched, unmatched }: WarmStart): string[] {
  const all = matched.length + unmatched.length;
  const more = unmatched.length > NAMED ? [`and ${unmatched.length - NAMED} more`] : [];
  return [
    `began with ${matched.length} of ${all} weights of ${folder} after step ${step}`,
    ...unmatched.slice(0, NAMED).map(({ name, reason }) => `${name} keeps its initial values: ${reason}`),
    ...more,
  ];
}
