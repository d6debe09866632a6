// Trains as a user of each launcher does, with stand-ins for ssh and srun that start the processes on this machine.
import { freePorts } from "@forger/cluster";
import { checkpointSteps, readCheckpoint } from "@forger/trainers";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { STEPS } from "../cluster/long_training.ts";
import { type EndedProgram, FORGER, launchFile, writeProgram } from "./launch_files.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-launch-" });
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
await writeProgram(folder, "ssh", '#!/bin/sh\nexec env --default-signal sh -c "$4"\n');
await writeProgram(
  folder,
  "srun",
  `#!/bin/bash
while [[ $1 == -* ]]; do shift; done
export SLURM_STEP_NUM_TASKS=2 SLURM_STEP_NODELIST=localhost SLURM_STEP_TASKS_PER_NODE=2
for number in 0 1; do SLURM_PROCID=$number "$@" & done
code=0
for child in $(jobs -p); do wait "$child" || code=$?; done
exit "$code"
`,
);

const EXPERIMENT = [fileURLToPath(new URL("../cluster/long_training.ts", import.meta.url)), "--without", "report"];
const ENVIRONMENT = { NO_COLOR: "1", PATH: `${folder}:${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` };
const ONE_THREAD = ["--threads", "1"];

interface Started {
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<EndedProgram>;
}

function start(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: FORGER,
    env: { ...ENVIRONMENT, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed = new Response(child.stdout).text(), errors = new Response(child.stderr).text();
  return {
    child,
    ended: child.status.then(async ({ code }) => ({ code, printed: await printed, errors: await errors })),
  };
}

/** Waits until a run has a checkpoint of that step, or a later one. */
async function untilStep(run: string, step: number): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if ((await checkpointSteps(run)).some((one) => one >= step)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there is no checkpoint of step ${step} after a minute`);
}

async function weightsOf(run: string) {
  return (await readCheckpoint(run, STEPS)).state.tensors;
}

async function trainByHosts(run: string): Promise<Started> {
  const hosts = `${folder}/hosts.txt`;
  await Deno.writeTextFile(hosts, freePorts(2).map((port) => `me@127.0.0.1:${port}\n`).join(""));
  return start("sh", [launchFile("ssh/train_on_hosts.sh"), hosts, FORGER, run, ...EXPERIMENT, ...ONE_THREAD]);
}

Deno.test("by ssh two hosts train to the end", async () => {
  const { code, errors, printed } = await (await trainByHosts(`${folder}/straight`)).ended;
  assertEquals([code, errors], [0, ""]);
  assertMatch(printed, /^Forger [\d.]+: (.|\n)*Finished after 120 steps: .*straight\n$/);
});

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`by ssh a launcher that ${signal} ends lets its workers end in order, and goes on when it is started again`, async () => {
    const run = `${folder}/${signal}`, { child, ended } = await trainByHosts(run);
    await untilStep(run, 20);
    child.kill(signal);
    const { code, printed } = await ended; // of all who write there, so that the workers have ended, too
    assertEquals(code, signal === "SIGINT" ? 143 : 137); // workers are told by SIGTERM
    const [, step] = /Stopped \((?:SIGTERM|.*interrupted)\) after (\d+) steps/.exec(printed) ?? [];
    assertEquals((await checkpointSteps(run)).at(-1), Number(step));
    const again = await (await trainByHosts(run)).ended;
    assertEquals(again.code, 0, again.errors);
    assertEquals(await weightsOf(run), await weightsOf(`${folder}/straight`));
  });
}

/** Slurm's first ports are fixed: another program may listen there. */
function slurmPortsAreFree(): boolean {
  try {
    for (const port of [8888, 8889]) Deno.listen({ port }).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test({
  name: "by Slurm two tasks train; where one is killed, all are started again and end with the same weights",
  ignore: Deno.build.os !== "linux" || !slurmPortsAreFree(), // its processes are found in /proc
  async fn() {
    const run = `${folder}/slurm`;
    const args = [launchFile("slurm/train.sbatch"), run, ...EXPERIMENT, "--collective-timeout", "5"];
    const { ended } = start("bash", args, { RESTARTS: "1", SLURM_CPUS_PER_TASK: "1" });
    await untilStep(run, 20);
    Deno.kill(await processOf(run, "SLURM_PROCID=1"), "SIGKILL");
    const { code, errors, printed } = await ended;
    assertEquals(code, 0, errors);
    assertStringIncludes(errors, "worker 1 (localhost:8889) does not. --resume");
    assertMatch(errors, /Starting all workers again after exit code (1|137) \(restart 1 of 1\)/);
    assertStringIncludes(printed, "Finished after 120 steps");
    assertEquals(await weightsOf(run), await weightsOf(`${folder}/straight`));
  },
});

/** The process that trains into a run with a variable of that value. */
async function processOf(run: string, variable: string): Promise<number> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const read = (file: string) => Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "");
    const command = (await read("cmdline")).split("\0");
    if (!command[0]!.endsWith("deno") || !command.includes(run)) continue;
    if ((await read("environ")).split("\0").includes(variable)) return Number(name);
  }
  throw new Error(`no process trains into ${run} with ${variable}`);
}

Deno.test("workers that are each started again by themselves, on disks of their own, as pods of a Job, go on together", async () => {
  const cluster = { worker: freePorts(2).map((port) => `127.0.0.1:${port}`) }, failures: number[] = [0, 0];
  const current: Deno.ChildProcess[] = [], runs = [`${folder}/pod`, `${folder}/pod-without-disk`];
  const pods = runs.map(async (run, index) => {
    for (let attempt = 0; attempt < 10; attempt++) {
      const args = [launchFile("train_worker.sh"), run, ...EXPERIMENT, ...ONE_THREAD, "--collective-timeout", "5"];
      const { child, ended } = start("sh", args, {
        TF_CONFIG: JSON.stringify({ cluster, task: { type: "worker", index } }),
      });
      current[index] = child;
      const { code, errors } = await ended;
      if (code === 0) return;
      failures[index]!++;
      assertEquals([1, 137].includes(code), true, errors);
    }
    throw new Error("it failed ten times");
  });
  await untilStep(runs[0]!, 20);
  current[1]!.kill("SIGKILL");
  await Promise.all(pods);
  assertEquals(failures.every((count) => count >= 1 && count <= 4), true, `failures: ${failures}`);
  assertEquals(await weightsOf(runs[0]!), await weightsOf(`${folder}/straight`));
  assertEquals(await Deno.stat(runs[1]!).catch(() => undefined), undefined); // only the first one writes
});
