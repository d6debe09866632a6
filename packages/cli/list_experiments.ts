import type { Experiment } from "@forger/trainers";
import { optionsOf } from "./configure_experiment.ts";
import { findExamples } from "./find_examples.ts";
import { loadExperiment } from "./load_experiment.ts";

/** The experiments that come with Forger, and the plugins with their options, a line each. */
export async function listExperiments(): Promise<string> {
  const experiments: [string, string][] = [];
  for (const [name, path] of await findExamples()) {
    const experiment = await loadExperiment(path);
    experiments.push([name, experiment.description ?? ""], ...optionRows(experiment));
  }
  const { PLUGINS } = await import("@forger/plugins");
  const plugins = Object.entries(PLUGINS).flatMap(([name, { options }]): [string, string][] => {
    const rows = Object.entries(options).map(([option, meaning]): [string, string] => [`  ${option}`, meaning]);
    return [[name, ""], ...rows];
  });
  return [
    "Experiments, with the options of each:",
    ...columns(experiments),
    "",
    "Plugins, with the options of each:",
    ...columns(plugins),
  ].join(
    "\n",
  );
}

function optionRows(experiment: Experiment): [string, string][] {
  return Object.entries(optionsOf(experiment)).map(([name, { default: initial, description, values }]) => [
    `  --${name}`,
    `${description}${values ? `: ${values.join(", ")}` : ""}${initial === "" ? "" : ` (default ${initial})`}`,
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`.trimEnd());
}
