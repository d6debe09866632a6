import { startCompute } from "@forger/core";
import type { Experiment, Plugin } from "@forger/trainers";
import { assertEquals, assertRejects } from "@std/assert";
import { runTraining } from "./run_training.ts";
import tiny from "./testdata/tiny.ts";
import { UsageError } from "./usage_error.ts";

await startCompute({ backend: "cpu" });

async function train(changes: Partial<Experiment>, plugins: Plugin[] = [], signal?: AbortSignal) {
  const folder = await Deno.makeTempDir();
  const begun: string[] = [];
  const result = runTraining({ ...tiny, ...changes, plugins }, { folder, signal }, (run) => begun.push(run.name));
  return { result, begun };
}

Deno.test("training runs, and says when it begins", async () => {
  const { result, begun } = await train({});
  assertEquals([(await result).steps, begun], [3, ["tiny"]]);
});

const refuse = (error: Error) => () => {
  throw error;
};
const range = new RangeError("Cannot do it as x must be 1"), type = new TypeError("Cannot do it as x must be a number");
const bug = new TypeError("Cannot read properties of undefined (reading 'x')"), plain = new Error("Cannot write it");
const onStepEnd = (error: Error): Plugin => ({ name: "bad", onStepEnd: refuse(error) });
const cases: [label: string, changes: Partial<Experiment>, plugins: Plugin[], usage: boolean][] = [
  ["a value that the networks refuse", { networks: refuse(range) }, [], true],
  ["a type that the networks refuse", { networks: refuse(type) }, [], true],
  ["a batch larger than the data", { batch: 13 }, [], true],
  ["a bug in the networks", { networks: refuse(bug) }, [], false],
  ["a failure of the networks", { networks: refuse(plain) }, [], false],
  ["data that cannot be read", { data: refuse(range) }, [], false],
  ["a loss that fails", { loss: { ...tiny.loss, discriminator: refuse(range) } }, [], false],
  ["a plugin that fails", {}, [onStepEnd(range)], false],
];

for (const [label, changes, plugins, usage] of cases) {
  Deno.test(`${label} is ${usage ? "a" : "no"} mistake in the command`, async () => {
    const { result } = await train(changes, plugins);
    assertEquals(await assertRejects(() => result, Error) instanceof UsageError, usage);
  });
}

Deno.test("a timer runs between the calls, so that signals arrive", async () => {
  const controller = new AbortController();
  const stopSoon: Plugin = { name: "stop", onTrainBegin: () => void setTimeout(() => controller.abort("enough"), 50) };
  const { result } = await train({ steps: 1_000_000 }, [stopSoon], controller.signal);
  assertEquals((await result).stopReason, "enough");
});
