import { checkpointFolder, checkpointName, type Experiment, type Plugin, Trainer } from "@forger/trainers";
import type { LayersModel } from "@forger/core";
import { asUsageError } from "./as_usage_error.ts";
import { loadPlugin } from "./load_plugin.ts";
import type { SavedRun } from "./saved_run.ts";

/** Settings that do not decide what the generator is. */
const FREE = ["steps", "optimizers", "plugins", "compute", "options"];

/**
 * Gives the generator from which a run sampled when a checkpoint was written, such as that of averaged weights.
 *
 * The trainer itself reads the checkpoint, in a folder of its own, and makes no step: so the generator is as it would be if the
 * run were resumed there. Of the run's plugins those take part that decide what the generator is.
 *
 * @param step The step of a checkpoint that is there.
 * @throws {UsageError} If the experiment is not the one of the checkpoint: the message lists what differs.
 * @throws {Error} If the checkpoint is damaged.
 */
export async function checkpointGenerator(experiment: Experiment, saved: SavedRun, step: number): Promise<LayersModel> {
  const folder = await Deno.makeTempDir({ prefix: "forger-checkpoint-" });
  try {
    await Deno.mkdir(checkpointFolder(folder));
    for (const ending of ["json", "safetensors"]) {
      const file = `${checkpointName(step)}.${ending}`;
      await Deno.copyFile(`${checkpointFolder(saved.folder)}/${file}`, `${checkpointFolder(folder)}/${file}`);
    }
    const plugins = await generatorPlugins(experiment, saved);
    const trainer = new Trainer({ ...experiment, plugins }, { ...saved.settings, steps: step });
    const { generator, networks } = await trainer.resume(folder, { allow: FREE });
    networks.discriminator.dispose();
    if (networks.generator !== generator) networks.generator.dispose();
    return generator;
  } catch (error) {
    throw asUsageError(error);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Plugins that change what the generator computes, those of the command line included, as config.json lists all. */
async function generatorPlugins({ plugins: own = [] }: Experiment, { config }: SavedRun): Promise<Plugin[]> {
  const { PLUGINS } = await import("@forger/plugins");
  const { plugins: listed } = config;
  const found: Plugin[] = [];
  const flat = own.flat(Infinity as 1).filter((plugin) => !!plugin) as Plugin[];
  for (const { name, options = {} } of (Array.isArray(listed) ? listed : [])) {
    const plugin = flat.find((one) => one.name === name) ??
      (Object.hasOwn(PLUGINS, name) ? await loadPlugin({ source: name, options }) : undefined);
    if (plugin && (plugin.samplingGenerator || plugin.name === "spectral-normalization")) found.push(plugin);
  }
  return found;
}
