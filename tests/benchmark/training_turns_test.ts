import { assertEquals } from "@std/assert";
import type { Plugin, Run, StepReport } from "@forger/trainers";
import { TrainingTurns } from "./training_turns.ts";

type Hooked = Plugin & {
  onTrainBegin: (run: Run) => Promise<void>;
  onStepEnd: (report: StepReport, run: Run) => Promise<void>;
  onTrainEnd: (reason: "stopped", run: Run) => void;
};

/** Calls a training's hooks as a trainer does until it asks to stop; each call takes its time and has ten steps. */
async function train(plugin: Plugin, time: { now: number }, milliseconds: number, hear: () => void): Promise<void> {
  const { onStepEnd, onTrainBegin, onTrainEnd } = plugin as Hooked;
  let stopped = false;
  const run = { decision: { mode: "graph", nodeCount: milliseconds }, stop: () => stopped = true } as unknown as Run;
  await onTrainBegin(run);
  for (let step = 10; !stopped; step += 10) {
    hear();
    time.now += milliseconds;
    await onStepEnd({ step, logs: [], epoch: 0, imagesSeen: 0, elapsed: 0 }, run);
  }
  onTrainEnd("stopped", run);
}

Deno.test("trainings take turns, one call each, and are timed without the others' calls", async () => {
  const time = { now: 0 }, heard: number[] = [];
  const turns = new TrainingTurns({ trainings: 3, rounds: 2, now: () => time.now });
  await Promise.all(
    [50, 60, 70].map((milliseconds, training) =>
      train(turns.plugin(training), time, milliseconds, () => heard.push(training))
    ),
  );
  const warmUp = [0, 0, 0, 1, 1, 1, 2, 2, 2];
  assertEquals(heard, [...warmUp, 0, 1, 2, 0, 1, 2]);
  assertEquals(turns.times, [[5, 5], [6, 6], [7, 7]]);
  assertEquals(turns.decisions.map((decision) => decision?.nodeCount), [50, 60, 70]);
});

Deno.test("a training that begins late finds its turn waiting", async () => {
  const time = { now: 0 }, heard: number[] = [];
  const turns = new TrainingTurns({ trainings: 2, rounds: 1, now: () => time.now });
  const first = train(turns.plugin(0), time, 10, () => heard.push(0));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await Promise.all([first, train(turns.plugin(1), time, 20, () => heard.push(1))]);
  assertEquals(heard, [0, 0, 0, 1, 1, 1, 0, 1]);
});
