// Starts the command line with several processes, as a user does, and interrupts it.
import { freePorts } from "@forger/cluster";
import { checkpointSteps, readCheckpoint } from "@forger/trainers";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { STEPS } from "./long_training.ts";
import { CONFIG } from "./start_workers.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const parent = await Deno.makeTempDir({ prefix: "forger-workers-" });
addEventListener("unload", () => Deno.removeSync(parent, { recursive: true }));

const LONG = Deno.env.get("FORGER_TORTURE") === "long";

interface Started {
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<{ readonly code: number; readonly printed: string; readonly errors: string }>;
}

function train(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-qA", CONFIG, path("../../packages/cli/main.ts"), "train", path("long_training.ts"), ...args],
    cwd: parent,
    env: { NO_COLOR: "1", INIT_CWD: parent, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed = new Response(child.stdout).text(), errors = new Response(child.stderr).text();
  const ended = child.status.then(async ({ code }) => ({ code, printed: await printed, errors: await errors }));
  return { child, ended };
}

const WITHOUT = ["--without", "report"], TIMEOUT = ["--collective-timeout", "10"];

/** Waits until a run has a checkpoint of that step, or a later one. */
async function untilStep(folder: string, step: number): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if ((await checkpointSteps(folder)).some((one) => one >= step)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there is no checkpoint of step ${step} after a minute`);
}

/** The processes that a process has started, in the order in which it did. */
async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,ppid="] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid_, ppid]) => ppid === pid ? [pid_!] : []).sort((first, second) => first - second);
}

async function tensorsAt(folder: string, step: number) {
  return (await readCheckpoint(folder, step)).state.tensors;
}

Deno.test("a worker that is killed ends all, and --restart goes on to the bits of a training without a break", async () => {
  const straight = train(["--workers", "2", "--out", "straight", ...WITHOUT, ...TIMEOUT]);
  const outcome = await straight.ended;
  assertEquals([outcome.code, outcome.errors], [0, ""]);
  assertMatch(
    outcome.printed,
    /^Forger [\d.]+: .*long_training\.ts\n {2}data +circle, 240 rows(.|\n)*Finished after 120 steps: straight\n$/,
  );
  assertEquals(outcome.printed.match(/circle/g)?.length, 1); // one worker says it for all

  const broken = train(["--workers", "2", "--restart", "2", "--out", "broken", ...WITHOUT, ...TIMEOUT]);
  await untilStep(`${parent}/broken`, 20);
  const [, second] = await childrenOf(broken.child.pid);
  Deno.kill(second!, "SIGKILL");
  const { code, errors } = await broken.ended;
  assertEquals(code, 0, errors);
  assertMatch(
    errors,
    /error: Cannot go on training as every worker must answer within 10 s: worker 1 \(127\.0\.0\.1:\d+\) does not/,
  );
  assertStringIncludes(errors, "Worker 1 ended with exit code 137: starting all again (restart 1 of 2)\n");
  assertEquals(await tensorsAt(`${parent}/broken`, STEPS), await tensorsAt(`${parent}/straight`, STEPS));
});

Deno.test("without --restart the exit code is that of the worker that failed first", async () => {
  const { child, ended } = train(["--workers", "2", "--out", "ended", ...WITHOUT, ...TIMEOUT]);
  await untilStep(`${parent}/ended`, 20);
  const children = await childrenOf(child.pid);
  Deno.kill(children[1]!, "SIGKILL");
  assertEquals((await ended).code, 137);
  for (const pid of children) assertEquals(await childrenOf(pid), []);
  assertEquals(
    (await new Deno.Command("ps", { args: ["-p", children.join()] }).output()).success,
    false,
    "one lives on",
  );
});

Deno.test("Ctrl-C in a terminal, which reaches all, stops each once, with everything written", async () => {
  const { child, ended } = train(["--workers", "2", "--out", "stopped", ...WITHOUT]);
  await untilStep(`${parent}/stopped`, 20);
  for (const pid of [child.pid, ...await childrenOf(child.pid)]) Deno.kill(pid, "SIGINT");
  const { code, errors, printed } = await ended;
  assertEquals([code, errors], [
    130,
    "\nStopping after this call, with everything written. Ctrl-C again exits at once.\n",
  ]);
  const [, step] = /\nStopped \(Ctrl-C\) after (\d+) steps: stopped\n$/.exec(printed) ?? [];
  assertEquals((await checkpointSteps(`${parent}/stopped`)).at(-1), Number(step));
});

Deno.test("of processes that TF_CONFIG names, one that is told to stop stops all at the same step", async () => {
  const [chief, worker] = freePorts(2).map((port) => `127.0.0.1:${port}`);
  const cluster = { chief: [chief], worker: [worker] };
  const started = ["worker", "chief"].map((type) =>
    train(["--out", "named", ...WITHOUT], { TF_CONFIG: JSON.stringify({ cluster, task: { type, index: 0 } }) })
  );
  await untilStep(`${parent}/named`, 20);
  started[0]!.child.kill("SIGTERM");
  const [other, first] = await Promise.all(started.map(({ ended }) => ended));
  assertEquals([other!.code, other!.printed], [143, ""]);
  assertEquals(first!.code, 143); // none of them has ended what it was begun for
  assertMatch(first!.printed, /Stopped \(SIGTERM\) after \d+ steps: named\n$/);
});

const misuses: readonly (readonly [args: readonly string[], reason: string])[] = [
  [["--workers", "5"], "as batch must be a multiple of 5, each worker taking an equal part: current value is 24"],
  [["--restart", "2"], "Cannot use --restart as it must come with --workers"],
  [["--workers", "2", "--compile", "xla"], "Cannot use --compile xla with --workers"],
  [["--workers", "2", "--cluster", "slurm"], "as only one of them must name the workers"],
  [["--cluster", "slurm"], "Cannot train as Slurm says as SLURM_PROCID"],
];
for (const [args, reason] of misuses) {
  Deno.test(`train ${args.join(" ")} is refused`, async () => {
    const { code, errors } = await train([...args, ...WITHOUT]).ended;
    assertEquals(code, 2, errors);
    assertStringIncludes(errors, reason);
  });
}

Deno.test({
  name: "a training of two workers, one of which is killed twenty times, ends with the bits of one that is not",
  ignore: !LONG,
  async fn() {
    const seed = Number(Deno.env.get("FORGER_TORTURE_SEED") ?? Date.now() % 1e6), kills = 20;
    let state = seed;
    const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    for (let left = kills, run = 1; left > 0; run++) {
      const name = `torture-${run}`;
      const { child, ended } = train(["--workers", "2", "--restart", "100", "--out", name, ...WITHOUT, ...TIMEOUT]);
      let isOver = false;
      const over = ended.then((outcome) => (isOver = true, outcome));
      while (!isOver && left > 0) {
        await new Promise((resolve) => setTimeout(resolve, 500 + 4500 * next()));
        const victim = (await childrenOf(child.pid))[Math.floor(2 * next())];
        if (isOver || victim === undefined) continue;
        Deno.kill(victim, "SIGKILL");
        left--;
      }
      const { code, errors } = await over;
      assertEquals(code, 0, `seed ${seed}, run ${run}: ${errors}`);
      assertEquals(
        await tensorsAt(`${parent}/${name}`, STEPS),
        await tensorsAt(`${parent}/straight`, STEPS),
        `seed ${seed}`,
      );
      assert(run <= kills);
    }
  },
});
