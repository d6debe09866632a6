// What a user sees, and what is kept, when something goes wrong around a training: the command line is started as a user does.
import { startCompute } from "@forger/core";
import { tensorboard } from "@forger/plugins";
import { checkpointSteps, checkRun, readCheckpoint, Trainer } from "@forger/trainers";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EVERY, STEPS, tinyTraining } from "./tiny_training.ts";
import { CONFIG } from "./torture.ts";

await startCompute({ backend: "cpu" });

const MAIN = new URL("../../packages/cli/main.ts", import.meta.url).pathname;
const PARENT = await Deno.makeTempDir({ prefix: "forger-faults-" });
addEventListener("unload", () => Deno.removeSync(PARENT, { recursive: true }));

const EXPERIMENT = await write(
  "faulty.ts",
  `import { adam } from "@forger/core";
import { arraySource } from "@forger/data";
import { mlp } from "@forger/layers";
import { nonSaturating } from "@forger/losses";
import { checkpoints, metricsFile, saveGenerator } from "@forger/plugins";
import { normalLatent } from "@forger/samplers";

export default {
  name: "faulty",
  data: () => arraySource({ name: "line", values: Float32Array.from({ length: 32 }, (_, index) => index / 32), shape: [1] }),
  networks: ({ seed }) => ({
    generator: mlp({ name: "generator", sizes: [8, 256, 1], activation: "tanh", seed }),
    discriminator: mlp({ name: "discriminator", sizes: [1, 256, 1], activation: "tanh", seed }),
  }),
  latent: normalLatent(8),
  loss: nonSaturating,
  optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
  batch: 4,
  steps: 400,
  plugins: [metricsFile(), checkpoints({ every: 100 }), saveGenerator()],
};
`,
);

async function write(name: string, text: string): Promise<string> {
  await Deno.writeTextFile(`${PARENT}/${name}`, text);
  return `${PARENT}/${name}`;
}

/** Milliseconds in which a program must have ended. */
const LONGEST = 60_000;

interface Outcome {
  readonly code: number;
  readonly errors: string;
}

/** Starts Forger, after a command of the shell where there is one. */
function start(args: readonly string[], shell?: string): Deno.ChildProcess {
  const signal = AbortSignal.timeout(LONGEST), env = { NO_COLOR: "1", INIT_CWD: PARENT };
  const options = { cwd: PARENT, env, signal, stdin: "null", stdout: "null" } as const;
  const all = [Deno.execPath(), "run", "-A", "--no-check", "--no-code-cache", CONFIG, MAIN, ...args];
  const command = shell === undefined
    ? new Deno.Command(all[0]!, { ...options, stderr: "piped", args: all.slice(1) })
    : new Deno.Command("sh", { ...options, stderr: "piped", args: ["-c", `${shell} exec "$@"`, "sh", ...all] });
  return command.spawn();
}

async function forger(args: readonly string[], shell?: string): Promise<Outcome> {
  const { code, stderr } = await start(args, shell).output();
  return { code, errors: new TextDecoder().decode(stderr) };
}

const train = (out: string, ...more: readonly string[]) =>
  ["train", EXPERIMENT, "--backend", "cpu", "--compile", "off", "--out", `${PARENT}/${out}`, ...more] as const;

const resume = (run: string, ...more: readonly string[]) =>
  ["train", EXPERIMENT, "--backend", "cpu", "--resume", `${PARENT}/${run}`, ...more] as const;

/** All of a run that must not depend on what happened on the way. */
async function endOf(run: string, step = 400) {
  const folder = `${PARENT}/${run}`, read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
  return {
    state: (await readCheckpoint(folder, step)).state,
    jsonl: await read("metrics.jsonl"),
    csv: await read("metrics.csv"),
    weights: await Deno.readFile(`${folder}/model/weights.bin`),
  };
}

/** What is wrong with a run's files, each as its path and state. */
async function faultsOf(run: string): Promise<string[]> {
  const { files } = await checkRun(`${PARENT}/${run}`);
  return files.filter(({ state }) => state !== "fine").map(({ path, state }) => `${path} ${state}`);
}

/** Writes a plugin that does something after a step. */
const plugin = (name: string, step: number, code: string): Promise<string> =>
  write(
    `${name}.ts`,
    `export default { name: "${name}", every: ${step}, async onStepEnd({ step }, run) { if (step === ${step}) { ${code} } } };\n`,
  );

const isWindows = Deno.build.os === "windows";

/** Of so many blocks of 512 bytes no file may be larger: to a write that is as if the disk was full. */
const full = (blocks: number): string => `trap '' XFSZ; ulimit -f ${blocks};`;

/** The superuser may write everywhere, unless that is taken away. */
const OBEDIENT = !isWindows && Deno.uid() === 0 ? 'set -- setpriv --bounding-set=-dac_override "$@";' : "";

async function obeysPermissions(): Promise<boolean> {
  if (OBEDIENT === "") return true;
  const args = ["-c", `set -- true; ${OBEDIENT} exec "$@"`];
  return (await new Deno.Command("sh", { args, stderr: "null" }).output()).success; // not every system has the program
}

const straight = isWindows ? undefined : await forger(train("straight"));

Deno.test({
  name: "where the disk is too full for checkpoints, training goes on with a warning for each, and the rest is kept",
  ignore: isWindows,
  async fn() {
    assertEquals(straight, { code: 0, errors: "" });
    const { code, errors } = await forger(train("small", "--steps", "150"), full(60));
    assertEquals(code, 0);
    const warnings = errors.trim().split("\n");
    assertEquals(warnings.length, 3, errors);
    assertMatch(
      warnings[2]!,
      /^warning: report: it is incomplete, or missing\. Cannot write \S+\/report\.html: .*too large/,
    );
    for (const [index, step] of [100, 150].entries()) {
      const file = `${PARENT}/small/checkpoints/step_00000${step}.safetensors`;
      assertMatch(
        warnings[index]!,
        new RegExp(
          `^warning: checkpoints: the state after step ${step} is not kept\\. Cannot write ${file}: .*too large`,
        ),
      );
    }
    assertEquals(await Array.fromAsync(Deno.readDir(`${PARENT}/small/checkpoints`)), []); // no part is left
    assertEquals((await Deno.readTextFile(`${PARENT}/small/metrics.csv`)).trim().split("\n").length, 151);
    assert((await Deno.stat(`${PARENT}/small/model/weights.bin`)).size > 0);
  },
});

Deno.test({
  name:
    "where the disk is too full for metrics, training fails, and goes on from its last checkpoint once there is room",
  ignore: isWindows,
  async fn() {
    const { code, errors } = await forger(train("full"), full(90));
    assertEquals(code, 1);
    assertMatch(
      errors,
      /^warning: report: it is incomplete.*\nerror: Cannot run hook "onStepEnd" of plugin "metrics-file" at step \d+: Cannot write \S+\/full\/metrics\.jsonl: .*too large.*\n$/,
    );
    const steps = await checkpointSteps(`${PARENT}/full`);
    assert(steps.length > 0, "no checkpoint is kept");
    assertEquals((await faultsOf("full")).filter((fault) => !fault.startsWith("metrics.")), []);
    assertEquals(await forger(resume("full")), { code: 0, errors: "" });
    assertEquals(await endOf("full"), await endOf("straight"));
    assertEquals(await faultsOf("full"), []);
  },
});

Deno.test({
  name: "a folder that cannot be written is refused before the first step",
  ignore: isWindows || !await obeysPermissions(),
  async fn() {
    await Deno.mkdir(`${PARENT}/locked`, { mode: 0o555 });
    const { code, errors } = await forger(train("locked/run"), OBEDIENT);
    assertEquals(code, 1);
    assertMatch(errors, /^error: Cannot write run into \S+\/locked\/run as the folder must be writable: .*--out\n$/);
    assertEquals(await Array.fromAsync(Deno.readDir(`${PARENT}/locked`)), []);
  },
});

for (
  const [how, after] of [
    ["removed", ""],
    ["removed, and made again by a late write,", "await Deno.mkdir(`${run.folder}/checkpoints`, { recursive: true });"],
  ] as const
) {
  Deno.test({
    name: `a run's folder that is ${how} while it is trained into ends the training with the folder's name`,
    ignore: isWindows,
    async fn() {
      // a checkpoint may be written meanwhile, so that the folder is not empty at first
      const code = "for (let isThere = true; isThere;) await Deno.remove(run.folder, { recursive: true })" +
        `.then(() => isThere = false, () => {}); ${after}`;
      const name = after ? "replaced" : "removed";
      const outcome = await forger(train(name, "--plugin", await plugin(`${name}-at-150`, 150, code)));
      assertEquals(outcome.code, 1);
      const lines = outcome.errors.trim().split("\n");
      assertMatch(
        lines.pop()!,
        new RegExp(
          `^error: Cannot (go on with the run in \\S+/${name} as its folder must stay in place: .*` +
            `|run hook .*: Cannot write \\S+/${name}/\\S+: the folder is missing: .*)$`,
        ),
      );
      // a checkpoint may be in the middle of being written
      for (const line of lines) {
        assertMatch(line, /^warning: checkpoints: the state after step 100 is not kept\. Cannot write /);
      }
    },
  });
}

Deno.test({
  name:
    "a plugin that throws is named with its hook and step, and the run can go on from its last checkpoint without it",
  ignore: isWindows,
  async fn() {
    const thrower = await plugin("thrower", 233, "throw new Error('out of paint');");
    const { code, errors } = await forger(train("thrown", "--plugin", thrower));
    assertEquals(code, 1);
    assertMatch(errors, /^error: Cannot run hook "onStepEnd" of plugin "thrower" at step 233: out of paint .*\n$/);
    assertEquals(await checkpointSteps(`${PARENT}/thrown`), [100, 200]);
    assertEquals(await faultsOf("thrown"), []);
    const refused = await forger(resume("thrown"));
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.errors, "plugins.thrower: ");
    assertStringIncludes(refused.errors, "allow it with --allow plugins");
    assertEquals((await forger(resume("thrown", "--allow", "plugins"))).code, 0);
    assertEquals(await endOf("thrown"), await endOf("straight"));
  },
});

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A training that lasts until it is stopped, once it has written a file. */
async function endless(run: string, file: string, ...more: readonly string[]): Promise<Deno.ChildProcess> {
  const child = start(train(run, "--steps", "100000000", ...more));
  while (!await Deno.stat(`${PARENT}/${run}/${file}`).then(() => true, () => false)) await wait(30);
  return child;
}

Deno.test({
  name: "a second process is refused on a run's folder, and takes it over once the first one is dead",
  ignore: isWindows,
  async fn() {
    const first = await endless("shared", "checkpoints/step_00000100.json");
    const again = await forger(train("shared"));
    assertEquals(again.code, 1);
    assertMatch(again.errors, /^error: Cannot write run into \S+\/shared as the folder must not hold a run already/);
    const second = await forger(resume("shared"));
    assertEquals(second.code, 1);
    assertStringIncludes(
      second.errors,
      `error: Cannot train into ${PARENT}/shared as no other process must do so: process ${first.pid} does.`,
    );
    assertEquals((await checkRun(`${PARENT}/shared`)).isTraining, true);
    first.kill("SIGKILL");
    await first.output();
    assertEquals((await checkRun(`${PARENT}/shared`)).isTraining, false);
    const step = (await checkpointSteps(`${PARENT}/shared`)).at(-1)!;
    const third = await forger(resume("shared", "--steps", String(step + 5), "--allow", "steps"));
    assertEquals(third, { code: 0, errors: "" });
    assertEquals(await faultsOf("shared"), []);
  },
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `${signal} ends a training with a checkpoint of its last step and exit code ${code}`,
    ignore: isWindows,
    async fn() {
      const child = await endless(signal, "metrics.csv", "--plugin", "checkpoints:every=100000000");
      child.kill(signal);
      const outcome = await child.output(), errors = new TextDecoder().decode(outcome.stderr);
      assertEquals([outcome.code, outcome.signal], [code, null]);
      assertStringIncludes(errors, "with everything written. Ctrl-C again exits at once.");
      const last = Number(
        (await Deno.readTextFile(`${PARENT}/${signal}/metrics.csv`)).trim().split("\n").at(-1)!.split(",")[0],
      );
      assertEquals(await checkpointSteps(`${PARENT}/${signal}`), [last]);
      assertEquals(await faultsOf(signal), []);
      const { notSampled, resume } = await checkRun(`${PARENT}/${signal}`);
      assertEquals([notSampled, resume], [undefined, { step: last }]);
    },
  });
}

Deno.test("a clock that jumps back, and far ahead, changes nothing of a training but the times that TensorBoard shows", async () => {
  const now = Date.now, runs: string[] = [];
  for (const jumps of [false, true]) {
    const folder = `${PARENT}/clock-${jumps}`, experiment = tinyTraining();
    let calls = 0;
    Date.now = () => jumps ? now() + [0, -1e10, 1e11, -1e12][calls++ % 4]! : now();
    try {
      const plugins = [tensorboard({ images: 0 })];
      await new Trainer(experiment, { folder, plugins, compile: "off" }).train();
    } finally {
      Date.now = now;
    }
    if (jumps) assert(calls > 0, "no one looks at the clock");
    const { files } = await checkRun(folder);
    assertEquals(files.filter(({ state }) => state !== "fine"), []);
    runs.push(`clock-${jumps}`);
  }
  const [one, other] = [await endOf(runs[0]!, STEPS), await endOf(runs[1]!, STEPS)];
  assertEquals(other, one);
  assertEquals((await checkpointSteps(`${PARENT}/${runs[1]}`)).at(-2), STEPS - EVERY);
});
