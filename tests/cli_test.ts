// Starts the command line as a user does, and looks at what it says, its exit code and what it leaves behind.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const MAIN = path("../packages/cli/main.ts");
const TINY = await Deno.readTextFile(path("../packages/cli/testdata/tiny.ts"));
const DATA = /arraySource\(\{.*\}\)/;

/** The configuration that the tasks use. */
const choice = await new Deno.Command(Deno.execPath(), { args: ["run", "-qA", path("../tools/std.ts")] }).output();
const CONFIG = `--config=${path("../")}${new TextDecoder().decode(choice.stdout).trim().replace("--config=", "")}`;

const temporary = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(temporary, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly printed: string;
  readonly errors: string;
}

function command(args: readonly string[], shell?: string): Deno.Command {
  const options = {
    cwd: temporary,
    env: { NO_COLOR: "1", INIT_CWD: temporary },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  } as const;
  const all = [Deno.execPath(), "run", "-A", CONFIG, MAIN, ...args];
  if (shell === undefined) return new Deno.Command(all[0]!, { ...options, args: all.slice(1) });
  return new Deno.Command("sh", { ...options, args: ["-c", `${shell} exec "$@"`, "sh", ...all] });
}

function decode({ code, stderr, stdout }: Deno.CommandOutput): Outcome {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, printed: text(stdout), errors: text(stderr) };
}

let files = 0;

/** Writes the tiny experiment with one thing changed, and gives its path. */
async function changed(from: string | RegExp, to: string, imports = ""): Promise<string> {
  const code = TINY.replace(from, to);
  assert(code !== TINY, `tiny.ts does not hold ${from}`);
  return await write(`experiment_${++files}.ts`, imports + code);
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = `${temporary}/${name}`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await (typeof content === "string" ? Deno.writeTextFile(file, content) : Deno.writeFile(file, content));
  return file;
}

/** The files below a folder, sorted; none where there is no folder. */
async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { isDirectory, name } of Deno.readDir(folder)) {
      if (isDirectory) found.push(...(await filesIn(`${folder}/${name}`)).map((inner) => `${name}/${inner}`));
      else found.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) throw error;
  }
  return found.toSorted();
}

const tiny = await write("tiny.ts", TINY);
const CPU = ["--backend", "cpu"];

/** The files of a run's checkpoint after so many steps. */
const checkpointAt = (step: number): string[] =>
  ["json", "safetensors"].map((ending) => `checkpoints/step_${String(step).padStart(8, "0")}.${ending}`);

const LAST_CHECKPOINT = checkpointAt(3);

/** The files of a run's report. */
const REPORT: readonly string[] = ["report.html", "report.json"];

Deno.test("a training writes its files and exits with 0", async () => {
  const args = [
    "train",
    tiny,
    ...CPU,
    "--plugin",
    "metrics-file:formats=jsonl",
    "--plugin",
    "sample-grid:every=100000000",
  ];
  const { code, errors, printed } = decode(await command(args).output());
  assertEquals([code, errors], [0, ""]);
  assertMatch(
    printed,
    /^Forger \d+\.\d+\.\d+: .*tiny\.ts\n {2}data +squares, 12 rows(.|\n)*Finished after 3 steps: runs\/tiny\n$/,
  );
  assertEquals(await filesIn(`${temporary}/runs/tiny`), [
    ...LAST_CHECKPOINT,
    "config.json",
    "lock",
    "metrics.jsonl",
    ...REPORT,
    "samples/final.png",
    "samples/step_000000.png",
  ]);
});

const idx = new Uint8Array([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3]); // says 8 bytes, has 3
await write("empty/README.md", "no digits here");
await write("cut/train-images-idx3-ubyte", idx);
await write("cut/train-labels-idx1-ubyte", new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]));
const from = (folder: string) =>
  changed(DATA, `mnist({ folder: "${temporary}/${folder}" })`, `import { mnist } from "@forger/data";\n`);
const inTheWay = await write("a_file", "");
const broken = await write("broken.ts", "export default () => ({\n  name: 'broken',,\n});\n");
const buggy = await write(
  "buggy.ts",
  "export default {\n  name: 'buggy',\n  onStepEnd(report) { return report.absent.x; },\n};\n",
);

interface Case {
  readonly args: readonly string[];
  readonly code: number;
  /** What standard error is. */
  readonly errors: RegExp;
  /** The run's folder. @default one that there is not yet */
  readonly out?: string;
  /** What lies there afterwards. @default nothing */
  readonly left?: readonly string[];
}

const bad: Readonly<Record<string, Case>> = {
  "a folder without IDX files": {
    args: ["train", await from("empty")],
    code: 1,
    errors: /^error: Cannot read MNIST as folder must hold .*: \S*empty holds README\.md\n$/,
  },
  "an IDX file that is cut off": {
    args: ["train", await from("cut")],
    code: 1,
    errors: /^error: Cannot read \S*cut\/train-images-idx3-ubyte .*\n$/,
  },
  "a batch larger than the data": {
    args: ["train", tiny, "--batch", "13"],
    code: 2,
    errors: /^error: Cannot train on squares as the batch .* at most its size, 12: current value is 13\n$/,
  },
  "a latent of size 0": {
    args: ["train", await changed("normalLatent(2)", "normalLatent(0)")],
    code: 2,
    errors:
      /^error: Cannot load experiment \S*: Cannot create normal latents as size must be a positive integer: current value is 0 \(\S*\.ts:\d+:\d+\)\n$/,
  },
  "networks that do not fit the latents": {
    args: ["train", await changed("normalLatent(2)", "normalLatent(3)")],
    code: 2,
    errors: /^error: Cannot train as the generator's input and the latents must fit: .*\n$/,
  },
  "-1 steps": {
    args: ["train", tiny, "--steps", "-1"],
    code: 2,
    errors: /^error: Cannot use --steps as it must be a positive integer: current value is -1\n$/,
  },
  "an unknown experiment": {
    args: ["train", "mnits"],
    code: 2,
    errors: /^error: Cannot train mnits .*\nhelp: did you mean mnist\?\nhelp: .*\n$/,
  },
  "a folder that cannot be made": {
    args: ["train", tiny],
    out: `${inTheWay}/run`,
    code: 1,
    errors: /^error: Cannot write run into \S*a_file\/run as the folder must be writable: .*\n$/,
  },
  "a folder that holds a run": {
    args: ["train", tiny],
    out: "runs/tiny",
    code: 1,
    errors: /^error: Cannot write run into runs\/tiny as the folder must not hold a run already: .*\n$/,
    left: [
      ...LAST_CHECKPOINT,
      "config.json",
      "lock",
      "metrics.jsonl",
      ...REPORT,
      "samples/final.png",
      "samples/step_000000.png",
    ],
  },
  "a plugin file with a syntax error": {
    args: ["train", tiny, "--plugin", `${broken}:x=1`],
    code: 2,
    errors: /^error: Cannot load plugin \S*broken\.ts: SyntaxError: .* \(\S*broken\.ts:2:\d+\)\n$/,
  },
  "an unknown plugin": {
    args: ["train", tiny, "--plugin", "emo:decay=0.9"],
    code: 2,
    errors: /^error: Cannot create plugin .*did you mean "ema"\?\n$/,
  },
  "a plugin with a bug": {
    args: ["train", tiny, "--plugin", buggy],
    code: 1,
    errors: /^error: Cannot run hook "onStepEnd" of plugin "buggy" at step 1: Cannot read .* \(\S*buggy\.ts:3:\d+\)\n$/,
    left: ["config.json", "lock", ...REPORT],
  },
};

for (const [index, [label, { args, code, errors, left = [], out = `bad_${index}` }]] of Object.entries(bad).entries()) {
  Deno.test(`bad input is refused in a line, with exit code ${code}: ${label}`, async () => {
    const outcome = decode(await command([...args, ...CPU, "--out", out]).output());
    assertMatch(outcome.errors, errors);
    assertEquals(outcome.code, code);
    assertEquals(await filesIn(resolve(temporary, out)), left);
  });
}

Deno.test({
  name: "a disk that takes no more is told in a line, and nothing is half-written",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    // a limit on the size of a file stands in for a full disk: the write fails in its middle all the same
    const args = ["train", tiny, ...CPU, "--out", "full", "--plugin", "sample-grid:count=900"];
    const { code, errors } = decode(await command(args, "trap '' XFSZ; ulimit -f 4;").output());
    assertMatch(
      errors,
      /^error: Cannot run hook "onTrainBegin" of plugin "sample-grid" at step 0: Cannot write \S*\.png: .*\n$/,
    );
    assertEquals(code, 1);
    assertEquals(await filesIn(`${temporary}/full`), ["config.json", "lock"]);
  },
});

/** Starts a training that would take hours, and waits until it has begun. */
async function begun(out: string): Promise<Deno.ChildProcess> {
  const plugins = ["--plugin", "metrics-file:formats=jsonl", "--plugin", "sample-grid:every=100000000"];
  const child = command(["train", tiny, ...CPU, "--steps", "100000000", "--out", out, ...plugins]).spawn();
  while (!(await filesIn(`${temporary}/${out}`)).includes("metrics.jsonl")) await wait(50);
  return child;
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const signals: [signal: Deno.Signal, code: number, named: string][] = [["SIGINT", 130, "Ctrl-C"], [
  "SIGTERM",
  143,
  "SIGTERM",
]];

for (const [signal, code] of signals) {
  Deno.test({
    name: `${signal} ends a training with everything written, and exit code ${code}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const child = await begun(signal);
      child.kill(signal);
      const outcome = decode(await child.output());
      assertEquals(outcome.code, code);
      assertStringIncludes(outcome.errors, "with everything written. Ctrl-C again exits at once.");
      const rows = (await Deno.readTextFile(`${temporary}/${signal}/metrics.jsonl`)).trim().split("\n");
      assertEquals(await filesIn(`${temporary}/${signal}`), [
        ...checkpointAt(rows.length), // of the last step
        "config.json",
        "lock",
        "metrics.jsonl",
        ...REPORT,
        "samples/final.png",
        "samples/step_000000.png",
      ]);
      assertEquals(rows.map((row) => JSON.parse(row).step), rows.map((_, index) => index + 1));
    },
  });
}

Deno.test({
  name: "a second Ctrl-C ends a training at once that is in the middle of a long step",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const long =
      "() => { Deno.writeTextFileSync('busy', ''); const end = Date.now() + 60_000; while (Date.now() < end); }";
    const plugin = await write("long.ts", `export default { name: "long", onStepEnd: ${long} };`);
    const child = command(["train", tiny, ...CPU, "--out", "long", "--plugin", plugin]).spawn();
    while (!await Deno.stat(`${temporary}/busy`).then(() => true, () => false)) await wait(50);
    const start = performance.now();
    for (let times = 0; times < 2; times++) {
      child.kill("SIGINT");
      await wait(300); // two at once would count as one
    }
    const { signal } = await child.output();
    assertEquals([signal, performance.now() - start < 10_000], ["SIGKILL", true]);
  },
});
