import { resolvePlugins } from "@forger/trainers";
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createPlugin } from "./create_plugin.ts";
import { PLUGINS } from "./plugin_table.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const BAD_COUNTS: readonly unknown[] = [0, -1, 1.5, NaN, "many"];

/** For every plugin and option, values that it must refuse: a new plugin is a new row. */
const refused: Record<string, Record<string, readonly unknown[]>> = {
  "approximated-r1": { weight: [0, -1, NaN, Infinity], stddev: [0, -1, NaN, Infinity] },
  "ema": { decay: [1, -0.1, NaN, "much"] },
  "loss-plot": { every: BAD_COUNTS },
  "metrics-file": { every: BAD_COUNTS, formats: ["xml", ["jsonl", "xml"], [], "toString"] },
  "progress": { interval: [-1, NaN, "often"], terminal: [] }, // anything is true or false
  "sample-grid": { every: BAD_COUNTS, count: BAD_COUNTS, columns: BAD_COUNTS },
  "save-generator": {},
};

/** Keeps plugins from writing into the tests' output. */
const SILENT: Record<string, Record<string, unknown>> = { "progress": { write() {} } };

Deno.test("every plugin has a row in this test, with all of its options", () => {
  const names = (table: Record<string, object>) =>
    Object.entries(table).map(([name, options]) => `${name}: ${Object.keys(options).toSorted()}`).toSorted();
  const options = Object.fromEntries(Object.entries(PLUGINS).map(([name, entry]) => [name, entry.options]));
  assertEquals(names(refused), names(options));
});

Deno.test("every file of a plugin is in the table", () => {
  const files = [...Deno.readDirSync(new URL(".", import.meta.url))].map(({ name }) => name);
  const plugins = files.filter((name) =>
    name.endsWith(".ts") && !/^_|_test\.ts$|^(mod|create_plugin|plugin_table)\.ts$/.test(name)
  );
  assertEquals(
    plugins.map((name) => name.slice(0, -3).replaceAll("_", "-")).toSorted(),
    Object.keys(PLUGINS).toSorted(),
  );
});

for (const [name, options] of Object.entries(refused)) {
  Deno.test(`${name} works without options, bears its name and has known hooks`, () => {
    assertMatch(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    const plugin = createPlugin(name);
    assertEquals(plugin.name, name);
    assertEquals(resolvePlugins([plugin]), [plugin]);
  });

  for (const [option, values] of Object.entries(options)) {
    for (const value of values) {
      Deno.test(`${name} refuses ${option} ${Deno.inspect(value)}`, () => {
        assertThrows(() => createPlugin(name, { [option]: value }), RangeError, ` as ${option} must be `);
      });
    }
  }

  Deno.test(`${name} serves one run after another, and leaves no tensors of its own`, async () => {
    const plugin = PLUGINS[name]!.create(SILENT[name] ?? {});
    const held: number[] = [];
    for (let time = 0; time < 3; time++) {
      const run = await fakeRun({ steps: 500 });
      const before = tf.memory().numTensors;
      await drive(plugin, run, [report([1, 500], () => ({ discriminator: 1, generator: 2 }))]);
      hook(plugin, "samplingGenerator")()?.dispose(); // it outlives the run, for those who sample from it
      held.push(tf.memory().numTensors - before);
    }
    assertEquals(held, [0, 0, 0]);
  });
}
