// What plugins cost that do nothing: one workload is trained without, with named and with identity plugins, in turn. Prints
// one line of JSON.
import { type CompileMode, startCompute } from "@forger/core";
import { type Plugin, Trainer } from "@forger/trainers";
import type { IdleCost, IdleRequest } from "./idle_cost.ts";
import { identityPlugin } from "./identity_plugin.ts";
import { median, medianRatio } from "./statistics.ts";
import { TrainingTurns } from "./training_turns.ts";
import { workloadExperiment } from "./workload_experiment.ts";
import { workloadNamed } from "./workloads.ts";

const { plugins: count, rounds, threads, workload }: IdleRequest = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });
const names = Array.from({ length: count }, (_, index) => `idle-${index + 1}`);
const variants: readonly (readonly Plugin[])[] = [[], names.map((name) => ({ name })), names.map(identityPlugin)];
const turns = new TrainingTurns({ trainings: variants.length, rounds });

/** How the first training runs its step, which the others do after it: near a tie they might choose otherwise. */
const { promise: decided, resolve: decide } = Promise.withResolvers<CompileMode>();

async function train(idle: readonly Plugin[], index: number): Promise<void> {
  const compile = index === 0 ? "auto" : await decided;
  const note: Plugin = { name: "note", onStepEnd: (_, run) => decide(run.decision!.mode) };
  const folder = await Deno.makeTempDir({ prefix: "forger-benchmark-" });
  try {
    const plugins = [index === 0 && note, turns.plugin(index), idle];
    await new Trainer(workloadExperiment(workloadNamed(workload)), { compile, folder, plugins }).train();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

await Promise.all(variants.map(train));
const [without, named, identity] = turns.times as [number[], number[], number[]];
const cost: IdleCost = {
  workload,
  plugins: count,
  rounds,
  milliseconds: median(without),
  ratioNamed: medianRatio(named, without)!,
  ratioIdentity: medianRatio(identity, without)!,
  sameStep: new Set(turns.decisions.map((decision) => decision?.nodeCount)).size === 1,
};
console.log(JSON.stringify(cost));
