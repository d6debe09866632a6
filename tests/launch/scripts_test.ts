// The scripts with stand-ins for deno, ssh and srun; workers_test.ts runs the real thing.
import { tfConfigCluster } from "@forger/cluster";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FAKE_DENO, FORGER, launchFile, runProgram, writeProgram } from "./launch_files.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-launch-" });
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const programs = `${folder}/programs`;
await Deno.mkdir(programs);
await writeProgram(programs, "deno", FAKE_DENO);
await writeProgram(
  programs,
  "ssh",
  `#!/bin/sh
[ "$1 $2" = "-o BatchMode=yes" ] || exit 99
echo "host $3"
[ "$3" != missing ] || exit 255
exec env --default-signal sh -c "$4" # as another machine does not know what is ignored on this one
`,
);
// tells what it was called with, and ends with the next line of codes.txt
await writeProgram(
  programs,
  "srun",
  `#!/bin/sh
echo "srun $SRUN_CPUS_PER_TASK: $*"
read -r code < codes.txt
sed -i 1d codes.txt
exit "$code"
`,
);

const PATH = `${programs}:/usr/bin:/bin`;

async function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return await runProgram(script.endsWith("sbatch") ? "bash" : "sh", [launchFile(script), ...args], {
    clearEnv: true,
    cwd: folder,
    env: { PATH, TF_CONFIG: "", ...env },
  });
}

const argumentsIn = (printed: string) => [...printed.matchAll(/^argument (.*)$/gm)].map(([, argument]) => argument);

Deno.test("tf_config.sh prints what Forger reads", async () => {
  const { printed } = await run("tf_config.sh", ["1", "a:1", "[::1]:2", "b.c:3"]);
  const cluster = tfConfigCluster(printed);
  assertEquals(cluster?.own, 1);
  assertEquals(cluster?.tasks.map(({ address }) => address), ["a:1", "[::1]:2", "b.c:3"]);
});

Deno.test("a worker begins a run, and goes on with it once it has a checkpoint", async () => {
  const main = `${FORGER}/packages/cli/main.ts`, configuration = `--config=${FORGER}/deno.offline.json`;
  const begin = ["run", "-A", configuration, main, "train", "./my faces.ts", "--steps", "5"];
  const start = async () =>
    argumentsIn((await run("train_worker.sh", ["one/run", "./my faces.ts", "--steps", "5"])).printed);
  assertEquals(await start(), [...begin, "--out", "one/run"]);
  await Deno.mkdir(`${folder}/one/run/checkpoints`, { recursive: true });
  await Deno.writeTextFile(`${folder}/one/run/config.json`, "{}"); // of a run that ended before its first checkpoint
  assertEquals(await start(), [...begin, "--out", "one/run"]);
  assertEquals(await Deno.stat(`${folder}/one/run/config.json`).catch(() => undefined), undefined);
  await Deno.writeTextFile(`${folder}/one/run/config.json`, "{}");
  await Deno.writeTextFile(`${folder}/one/run/checkpoints/step_00000020.json`, "{}");
  assertEquals(await start(), [...begin, "--resume", "one/run"]);
  await Deno.stat(`${folder}/one/run/config.json`);
});

for (
  const [script, args] of [["train_worker.sh", []], ["tf_config.sh", ["0"]], ["ssh/train_on_hosts.sh", [
    "a",
    "b",
  ]]] as const
) {
  Deno.test(`${script} with too few arguments says how it is used`, async () => {
    const { code, errors } = await run(script, args);
    assertEquals(code, 2);
    assertMatch(errors, /^usage: .*\n$/);
  });
}

Deno.test("by ssh each host gets its TF_CONFIG and the arguments as they were given", async () => {
  await Deno.writeTextFile(`${folder}/hosts.txt`, "# all\nme@one:2222\n\n  two.org:2223\n");
  const given = ["runs/a b", "./it's.ts", "--steps", "5", '"$HOME"'];
  const { code, errors, printed } = await run("ssh/train_on_hosts.sh", ["hosts.txt", FORGER, ...given]);
  assertEquals([code, errors], [0, ""]);
  assertEquals(printed.match(/^host .*$/gm)?.toSorted(), ["host me@one", "host two.org"]);
  const clusters = [...printed.matchAll(/^TF_CONFIG (.*)$/gm)].map(([, config]) => tfConfigCluster(config!));
  assertEquals(clusters.map((cluster) => cluster?.own).toSorted(), [0, 1]);
  for (const cluster of clusters) {
    assertEquals(cluster?.tasks.map(({ address }) => address), ["one:2222", "two.org:2223"]);
  }
  const expected = [...given.slice(1), "--out", given[0]!];
  assertEquals(argumentsIn(printed).filter((argument) => expected.includes(argument!)).length, 2 * expected.length);
});

/** Trains until it is told to end, after which it exits with 143. */
const WAITING_DENO = FAKE_DENO.replace("*)\n", "*)\n    sleep 60 &\n    trap 'kill $!; exit 143' TERM\n    wait\n");

Deno.test("where a host cannot be reached, the others are told to stop, and the exit code is ssh's", async () => {
  await Deno.writeTextFile(`${folder}/hosts.txt`, "one:2222\nmissing:2222\n");
  await writeProgram(programs, "deno", WAITING_DENO);
  const begin = performance.now();
  const { code, errors } = await run("ssh/train_on_hosts.sh", ["hosts.txt", FORGER, "runs/one"]);
  await writeProgram(programs, "deno", FAKE_DENO);
  assertEquals(code, 255);
  assertMatch(errors, /^worker 1 ended with exit code 255$/m);
  assert(performance.now() - begin < 30_000, "the other one was waited for");
});

Deno.test("a signal for the script and all that it has started ends it with its workers' exit code", async () => {
  await Deno.writeTextFile(`${folder}/hosts.txt`, "one:2222\ntwo:2222\n");
  await writeProgram(programs, "deno", WAITING_DENO);
  const script = [launchFile("ssh/train_on_hosts.sh"), "hosts.txt", FORGER, "runs/one"];
  const args = ["--preserve-status", "--kill-after=20", "1", "sh", ...script];
  const { code, errors } = await runProgram("timeout", args, { clearEnv: true, cwd: folder, env: { PATH } });
  await writeProgram(programs, "deno", FAKE_DENO);
  assertEquals(code, 143);
  assertMatch(errors, /^worker [01] ended with exit code 143$/m);
});

const batches: readonly (readonly [restarts: string, codes: readonly number[], code: number])[] = [
  ["", [0], 0],
  ["", [1], 1],
  ["2", [1, 137, 0], 0],
  ["2", [1, 1, 1], 1],
  ["2", [2], 2],
  ["2", [143], 143],
];
for (const [restarts, codes, code] of batches) {
  Deno.test(`a batch of Slurm with ${restarts || "no"} restarts ends with ${code} where srun gives ${codes}`, async () => {
    await Deno.writeTextFile(`${folder}/codes.txt`, [...codes, 99, ""].join("\n"));
    const env = { SLURM_CPUS_PER_TASK: "8", ...restarts && { RESTARTS: restarts } };
    const ended = await run("slurm/train.sbatch", ["runs/one", "./my faces.ts"], env);
    assertEquals(ended.code, code);
    const calls = ended.printed.trim().split("\n");
    assertEquals(calls.length, codes.length);
    for (const call of calls) {
      assertStringIncludes(call, "srun 8: --kill-on-bad-exit=0");
      assertStringIncludes(call, "sh docs/launch/train_worker.sh runs/one ./my faces.ts --cluster slurm --threads 8");
    }
    assertEquals(ended.errors.match(/Starting all workers again/g)?.length ?? 0, codes.length - 1);
  });
}
