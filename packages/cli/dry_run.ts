import { describeSchedule, type OptimizerRecipe } from "@forger/core";
import { summarize } from "@forger/layers";
import {
  type Experiment,
  type PluginList,
  resolveBatch,
  resolvePlugins,
  type Run,
  type TrainerSettings,
} from "@forger/trainers";
import { count, describeCompute, describeData, table } from "./describe_start.ts";
import type { Output } from "./output.ts";
import { runTraining } from "./run_training.ts";

/**
 * Shows the networks and the plan, and trains nothing.
 *
 * It is a run of no steps in a temporary folder, so that all that a run checks before its first step is checked.
 */
export async function dryRun(experiment: Experiment, settings: TrainerSettings, output: Output): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "forger-dry-run-" });
  const plan = {
    ...experiment,
    ...settings.steps && { steps: settings.steps },
    ...settings.batch && { batch: settings.batch },
  };
  const planned = await plannedFolder(experiment.name, settings.folder);
  try {
    await runTraining({ ...experiment, plugins: [] }, { ...settings, folder }, (run) => {
      output.print([summarize(run.networks.generator), summarize(run.networks.discriminator)].join("\n\n"));
      output.print(`\n${describePlan(plan, run, settings.compile ?? "auto", planned)}`);
      run.stop("dry run");
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function describePlan(experiment: Experiment, { compute, data, seed }: Run, compile: string, folder: string): string {
  const { discriminatorUpdate = "joint", fakes = "fresh", latent, loss, optimizers, plugins = [], steps } = experiment;
  const { fake, generator, real } = resolveBatch(experiment.batch);
  const images = steps * real;
  return table({
    experiment: experiment.name,
    data: describeData(data),
    latent: `${latent.name}, ${latent.size} numbers`,
    batch: real === fake && real === generator
      ? count(real)
      : `${real} real and ${fake} fake, ${generator} for the generator`,
    steps: count(steps),
    epochs: (images / data.size).toFixed(2),
    images: `${count(images)} real ones seen`,
    updates: `discriminator ${discriminatorUpdate}, fakes ${fakes}`,
    loss: loss.name,
    discriminator: describeOptimizer(optimizers.discriminator),
    generator: describeOptimizer(optimizers.generator),
    plugins: describePlugins(plugins),
    seed: String(seed),
    compute: describeCompute(compute),
    compile: compute.backend === "tensorflow" ? compile : `off, as ${compute.backend} runs operation by operation`,
    folder,
  });
}

function describeOptimizer({ learningRate, name, settings }: OptimizerRecipe): string {
  const rest = Object.entries(settings).map(([key, value]) => `, ${key} ${value}`);
  return `${name}, learning rate ${describeSchedule(learningRate)}${rest.join("")}`;
}

function describePlugins(plugins: PluginList): string {
  return resolvePlugins(plugins).map(({ every, name }) =>
    every === undefined ? name : `${name} every ${count(every)} steps`
  ).join(", ") || "none";
}

/** Where the run would be written. */
async function plannedFolder(name: string, folder: string | undefined): Promise<string> {
  if (folder !== undefined) {
    return folder +
      (await exists(`${folder}/config.json`) ? " (holds a run already, so that training would refuse it)" : "");
  }
  for (let number = 1;; number++) {
    const candidate = `runs/${number === 1 ? name : `${name}-${number}`}`;
    if (!await exists(candidate)) return candidate;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
