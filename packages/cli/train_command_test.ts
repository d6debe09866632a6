import { startCompute } from "@forger/core";
import type { Plugin } from "@forger/trainers";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { StopSignals } from "./stop_signals.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { mergePlugins, trainCommand, withoutPlugins } from "./train_command.ts";
import type { TrainFlags } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";

await startCompute({ backend: "cpu" });

const NO_FLAGS: TrainFlags = {
  allow: [],
  plugin: [],
  without: [],
  "dry-run": false,
  ui: false,
  list: false,
  verbose: false,
  help: false,
};
const TINY = fileURLToPath(new URL("./testdata/tiny.ts", import.meta.url));

async function train(flags: Partial<TrainFlags>, path = TINY): Promise<CapturedOutput> {
  const output = new CapturedOutput(), stop = new StopSignals(output);
  try {
    await trainCommand({ ...NO_FLAGS, backend: "cpu", ...flags }, { path, output, stop });
    return output;
  } finally {
    stop.close();
  }
}

Deno.test("train trains an experiment into the folder that it is told", async () => {
  const out = await Deno.makeTempDir();
  const { errors, printed } = await train({
    out,
    steps: 2,
    seed: 5,
    batch: 3,
    plugin: [{ source: "metrics-file", options: {} }],
  });
  assertStringIncludes(printed, "squares, 12 rows");
  assertMatch(printed, /Finished after 2 steps: \S+\n$/);
  assertEquals(errors, "");
  const { batch, seed, steps } = JSON.parse(await Deno.readTextFile(`${out}/config.json`));
  assertEquals([batch.real, seed, steps], [3, 5, 2]);
  assertEquals((await Deno.readTextFile(`${out}/metrics.jsonl`)).trim().split("\n").length, 2);
});

Deno.test("train says why a plugin stopped it", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/stop.ts`,
    `export default { name: "stop", every: 1, onStepEnd: (_, run) => run.stop("enough") };`,
  );
  const { printed } = await train({ out: `${folder}/run`, plugin: [{ source: `${folder}/stop.ts`, options: {} }] });
  assertMatch(printed, /Stopped \(enough\) after 1 steps: /);
});

Deno.test("train leaves to the progress plugin what that says", async () => {
  const out = await Deno.makeTempDir(), source = `${out}/progress.ts`;
  await Deno.writeTextFile(source, `export default { name: "progress" };`);
  const { printed } = await train({ out, plugin: [{ source, options: {} }] });
  assertEquals(["Finished", "compute", "folder", "seed"].map((word) => printed.includes(word)), [
    false,
    false,
    false,
    true,
  ]);
});

Deno.test("train refuses misused plugins before it makes a folder", async () => {
  const out = `${await Deno.makeTempDir()}/run`;
  await Deno.writeTextFile(`${out}.ts`, `export default { name: "bad", transfromReal: (images) => images };`);
  await assertRejects(
    () => train({ out, plugin: [{ source: `${out}.ts`, options: {} }] }),
    UsageError,
    `did you mean "transformReal"`,
  );
  await assertRejects(() => Deno.stat(out), Deno.errors.NotFound);
});

Deno.test("a port of the live page is refused without the page, and where it is taken, before a folder is made", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const out = `${await Deno.makeTempDir()}/run`, { port } = taken.addr as Deno.NetAddr;
  await assertRejects(() => train({ out, "ui-port": 0 }), UsageError, "Cannot use --ui-port as it must come with --ui");
  await assertRejects(() => train({ out, ui: true, "ui-port": port }), UsageError, `another program has ${port}`);
  await assertRejects(() => Deno.stat(out), Deno.errors.NotFound);
});

Deno.test("a dry run makes no folder", async () => {
  const out = `${await Deno.makeTempDir()}/run`;
  assertStringIncludes((await train({ out, "dry-run": true })).printed, "experiment");
  await assertRejects(() => Deno.stat(out), Deno.errors.NotFound);
});

Deno.test("a dry run refuses plugins that do not fit the loss, though it runs none", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/targetless.ts`, source = `${folder}/targets.ts`;
  await Deno.writeTextFile(
    path,
    (await Deno.readTextFile(TINY)).replace("loss: nonSaturating", "loss: { ...nonSaturating, usesTargets: false }"),
  );
  await Deno.writeTextFile(source, `export default { name: "targets", transformTargets: (targets) => targets };`);
  await assertRejects(
    () => train({ "dry-run": true, plugin: [{ source, options: {} }] }, path),
    UsageError,
    "as it must have targets",
  );
});

const plugin = (name: string, every?: number): Plugin => ({ name, every });

Deno.test("a plugin of the command line takes the place of its namesake, or comes last", () => {
  const merged = mergePlugins([plugin("a"), [plugin("b"), null]], [plugin("c"), plugin("a", 7)]);
  assertEquals(merged.map(({ every, name }) => [name, every]), [["a", 7], ["b", undefined], ["c", undefined]]);
});

Deno.test("a plugin given twice on the command line is refused", () => {
  const twice = () => Promise.resolve().then(() => mergePlugins([], [plugin("a"), plugin("a")]));
  return assertRejects(twice, UsageError, `"a" comes twice`).then(() => {});
});

Deno.test("plugins are left out by their names, and a name that none has is refused", () => {
  const left = withoutPlugins([plugin("a"), [plugin("b"), null]], ["b"]);
  assertEquals(left.map(({ name }) => name), ["a"]);
  const wrong = () => Promise.resolve().then(() => withoutPlugins([plugin("ema")], ["emma"]));
  return assertRejects(wrong, UsageError, "Cannot leave out plugin emma as the experiment must have it: it has ema")
    .then(() => {});
});

Deno.test("a plugin of one's own gets schedules that are given as texts", async () => {
  const out = await Deno.makeTempDir(), source = `${out}/mine.ts`;
  await Deno.writeTextFile(
    source,
    `export default ({ stddev }) => ({ name: "mine", options: { stddev }, transformReal: (x, { at }) => x.add(at(stddev)) });`,
  );
  await train({ out, steps: 1, plugin: [{ source, options: { stddev: "linear(0.1, 0)" } }] });
  const { plugins } = JSON.parse(await Deno.readTextFile(`${out}/config.json`));
  assertEquals(plugins.find(({ name }: Plugin) => name === "mine").options, { stddev: "linear(0.1, 0)" });
});

Deno.test("a hook of a plugin that never settles ends the run at its limit, which the command line sets", async () => {
  const out = await Deno.makeTempDir(), source = `${out}/sleepy.ts`;
  await Deno.writeTextFile(source, `export default { name: "sleepy", onTrainBegin: () => new Promise(() => {}) };`);
  await assertRejects(
    () => train({ out: `${out}/run`, "hook-limit": 1, plugin: [{ source, options: {} }] }),
    Error,
    'hook "onTrainBegin" of plugin "sleepy" at step 0: it must settle within 1 seconds',
  );
});
