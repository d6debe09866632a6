import { newestCheckpoint } from "@forger/trainers";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type StartedWorker, startWorkers, type TrainingOutcome, trainTogether } from "./start_workers.ts";

const parent = await Deno.makeTempDir({ prefix: "forger-cluster-" });
addEventListener("unload", () => Deno.removeSync(parent, { recursive: true }));

/** Seconds within which a worker must answer. */
const TIMEOUT = 4;

/** What a worker's last training failed with. */
async function failureOf({ outcomes }: StartedWorker): Promise<string> {
  const last = (await outcomes).at(-1) as TrainingOutcome;
  assert("error" in last, "it did not fail");
  return last.error;
}

/** Waits until a run has a checkpoint. */
async function firstCheckpoint(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await newestCheckpoint(folder).then(() => true, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("there is no checkpoint after a minute");
}

const folder = `${parent}/killed`;

Deno.test("where a worker is killed, the others stop in time and say which one, with a whole checkpoint", async () => {
  const trainings = [{ experiment: "long", folder, settings: {} }] as const;
  const started = startWorkers(3, { trainings, timeout: TIMEOUT });
  await firstCheckpoint(folder);
  const begin = performance.now();
  started[1]!.child.kill("SIGKILL");
  for (const worker of [started[0]!, started[2]!]) {
    assertMatch(
      await failureOf(worker),
      /^Cannot go on training as every worker must answer within 4 s: worker 1 \(127\.0\.0\.1:\d+\) does not\. --resume/,
    );
  }
  assert(performance.now() - begin < 1000 * (TIMEOUT + 3), "it took longer");
  const { checkpoint, damaged } = await newestCheckpoint(folder);
  assertEquals([checkpoint.state.step % 20, damaged], [0, []]);
  assertEquals(checkpoint.config.cluster, { workers: 3, batchNormalization: "per-worker" });
});

Deno.test("a run goes on with another number of workers, and says what that changes", async () => {
  const { checkpoint: { state: { step } } } = await newestCheckpoint(folder); // of the test before
  const settings = { steps: step + 5 };
  const outcomes = await trainTogether(2, [{ experiment: "long", folder, resume: true, settings }]);
  const [first, second] = outcomes[0]!;
  assertEquals([first!.steps, first!.logs.length, first!.hash], [step + 5, 5, second!.hash]);
  assertEquals(first!.warnings.length, 1);
  assertMatch(
    first!.warnings[0]!,
    /^the run was trained by 3 workers so far, and goes on with 2 workers: rows, latents/,
  );
});

Deno.test("where a worker hangs, the others stop in time and say which one", async () => {
  const trainings = [{ experiment: "long", folder: `${parent}/hung`, settings: {} }] as const;
  const started = startWorkers(2, { trainings, timeout: TIMEOUT });
  await Promise.all(started.map(({ begins }) => begins));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const begin = performance.now();
  started[1]!.child.kill("SIGSTOP");
  try {
    assertMatch(await failureOf(started[0]!), /worker 1 \(127\.0\.0\.1:\d+\) does not\. --resume/);
    assert(performance.now() - begin < 1000 * (TIMEOUT + 3), "it took longer");
  } finally {
    started[1]!.child.kill("SIGKILL");
    await started[1]!.outcomes;
  }
});

Deno.test("workers with other settings are refused before anything is written, with each difference", async () => {
  const folder = `${parent}/other`, request = { experiment: "mlp", folder, settings: {} } as const;
  const started = startWorkers(
    2,
    { trainings: [request] },
    (own) => own === 0 ? {} : { trainings: [{ ...request, settings: { seed: 2, batch: 48 } }] },
  );
  for (const worker of started) {
    const lines = (await failureOf(worker)).split("\n");
    assertEquals(lines[0], "Cannot train together as all workers must have the same settings:");
    assertMatch(lines[1]!, /^ {2}seed: 1 on worker 0, 2 on worker 1 \(127\.0\.0\.1:\d+\)$/);
    assertMatch(lines[2]!, /^ {2}batch.real: 24 on worker 0, 48 on worker 1/);
  }
  assertEquals(await Deno.stat(folder).catch(() => undefined), undefined);
});

Deno.test("what fails on one worker is told on all", async () => {
  const started = startWorkers(
    2,
    { trainings: [{ experiment: "mlp", folder: `${parent}/odd`, settings: {} }] },
    (own) => own === 0 ? {} : { trainings: [{ experiment: "mlp", folder: "", settings: { batch: 25 } }] },
  );
  const reason = "Cannot train with 2 workers as batch must be a multiple of 2, each worker taking an equal part: " +
    "current value is 25, 24 and 26 would do";
  assertEquals(await failureOf(started[1]!), reason);
  const told = await failureOf(started[0]!);
  assert(told.startsWith("Cannot train as worker 1 (127.0.0.1:") && told.endsWith(`) failed: ${reason}`), told);
});

Deno.test("a worker that computes much longer than the others is named", async () => {
  const started = startWorkers(
    2,
    { trainings: [{ experiment: "uneven", folder: `${parent}/uneven`, settings: {} }] },
    (own) => own === 1 ? { environment: { FORGER_TEST_BURDEN: "1" } } : {},
  );
  const [first, second] = await Promise.all(started.map(async ({ outcomes }) => (await outcomes)[0]!));
  assert(first && second && !("error" in first) && !("error" in second), "they failed");
  assertEquals([first.stopReason, second.stopReason], ["warned", "warned"]);
  assertEquals(second.warnings, []); // the first one says it for all
  assertEquals(first.warnings.length, 1, first.warnings.join());
  assertMatch(
    first.warnings[0]!,
    /^worker 1 \(127\.0\.0\.1:\d+\) is slow: without exchanges a step takes it [\d.]+ ms, the others [\d.]+ ms, and all wait/,
  );
});

Deno.test("a plugin that changes weights on one worker alone is found at the end, and one that goes back at once", async () => {
  const trainings = (["nudged", "divided"] as const).map((experiment) => ({
    experiment,
    folder: `${parent}/${experiment}`,
    settings: {},
  }));
  const started = startWorkers(2, { trainings });
  const [first] = (await started[0]!.outcomes) as [TrainingOutcome];
  assert(!("error" in first), "it failed");
  assertEquals(first.warnings.length, 1);
  assertMatch(
    first.warnings[0]!,
    /^worker 1 \(127\.0\.0\.1:\d+\) ended with other weights than worker 0, whose are kept: a plugin or layer changed/,
  );
  for (const worker of started) {
    assertMatch(
      await failureOf(worker),
      /^Cannot train together as all workers must do the same: worker 1 \(.*\) does not, it is at step 10, not 5\. A plugin/,
    );
  }
});
