// Kills a training again and again, at random moments and in the middle of its calls to the operating system, goes on each
// time, and looks whether its end is that of one that was never interrupted.
import { checkpointSteps, checkRun, readCheckpoint } from "@forger/trainers";
import { startCompute } from "@forger/core";
import { assert, assertEquals } from "@std/assert";
import { STEPS } from "./tiny_training.ts";
import { CONFIG, IS_LONG, numbersFrom, SEED } from "./torture.ts";

/** How often a training is killed. */
const KILLS = IS_LONG ? 100 : 10;

/** Milliseconds that a training lasts, about. */
const LONGEST = 600;

/** Checkpoints that are kept. */
const KEPT = 2;

const CHILD = new URL("./kill_child.ts", import.meta.url).pathname;
const WAYS = ["before", "within", "after"] as const;

interface Outcome {
  readonly wasKilled: boolean;
  /** How many calls it made, where it came to its end. */
  readonly calls: number | undefined;
}

/** Starts a training, or lets it go on; kills it after so many milliseconds, or lets it kill itself. */
async function train(
  folder: string,
  { after, at = 0, where = "before" }: {
    readonly after?: number;
    readonly at?: number;
    readonly where?: typeof WAYS[number];
  },
): Promise<Outcome> {
  const args = ["run", "-A", "--no-check", CONFIG, CHILD, folder, String(at), where];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
  const errors = new Response(child.stderr).text();
  let printed = "", timer: ReturnType<typeof setTimeout> | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (after === undefined || timer !== undefined || !printed.includes("begins")) continue;
    timer = setTimeout(() => {
      try {
        child.kill("SIGKILL");
      } catch {
        // it was quicker
      }
    }, after);
  }
  clearTimeout(timer);
  const { code, signal } = await child.status;
  assert(code === 0 || signal === "SIGKILL", `${code} ${signal}: ${await errors}`);
  const [, calls] = /done after (\d+) calls/.exec(printed) ?? [];
  return { wasKilled: signal === "SIGKILL", calls: calls === undefined ? undefined : Number(calls) };
}

/** Leaves what one leaves that is killed in the middle of writing a checkpoint, so that each training finds some. */
async function leaveTemporary(folder: string): Promise<void> {
  try {
    await Deno.writeTextFile(`${folder}/checkpoints/.step_00000005.json.0123abcd.partial`, "{");
    await Deno.writeTextFile(`${folder}/checkpoints/step_00000001.safetensors`, "");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it was killed before
  }
}

/** All of a run that must not depend on interruptions. */
async function endOf(folder: string) {
  const { state } = await readCheckpoint(folder, STEPS);
  const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
  return {
    state,
    jsonl: await read("metrics.jsonl"),
    csv: await read("metrics.csv"),
    model: await read("model/model.json"),
    weights: await Deno.readFile(`${folder}/model/weights.bin`),
    steps: (await checkpointSteps(folder)).slice(-KEPT), // one killed at its last removal keeps one more
  };
}

Deno.test(`a training that is killed ${KILLS} times ends with the bytes of one that is not`, async () => {
  await startCompute({ backend: "cpu" });
  const parent = await Deno.makeTempDir({ prefix: "forger-kill-" }), straight = `${parent}/straight`;
  const { calls } = await train(straight, {});
  assert(calls !== undefined && calls > 100, "calls are counted");
  const expected = await endOf(straight);
  assertEquals(expected.jsonl.trim().split("\n").length, STEPS);
  const next = numbersFrom(SEED);
  for (let kills = 0, run = 1; kills < KILLS; run++) {
    const folder = `${parent}/run-${run}`, told: string[] = [];
    for (let isOver = false; !isOver;) {
      const moment = kills >= KILLS
        ? {}
        : kills % 2 === 0
        ? { after: Math.floor(next() ** 2 * LONGEST) }
        : { at: 1 + Math.floor(next() * calls / 4), where: WAYS[Math.floor(next() * WAYS.length)]! };
      told.push(JSON.stringify(moment));
      await leaveTemporary(folder);
      const { wasKilled } = await train(folder, moment);
      if (wasKilled) kills++;
      else isOver = true;
    }
    const what = `seed ${SEED}, run ${run}: ${told.join(" ")}`;
    assertEquals(await endOf(folder), expected, what);
    const { files, notSampled, resume } = await checkRun(folder);
    assertEquals(files.filter(({ state }) => state !== "fine"), [], what); // and nothing is left over
    assertEquals([resume, notSampled], [{ step: STEPS }, undefined], what);
    await Deno.remove(folder, { recursive: true });
  }
  await Deno.remove(parent, { recursive: true });
});
