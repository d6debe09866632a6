import { startCompute } from "@forger/core";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Plugin } from "./plugin.ts";
import { tinyExperiment } from "./testdata/tiny_experiment.ts";
import { trainTiny } from "./testdata/train_tiny.ts";
import { Trainer } from "./trainer.ts";
import { sharedKey } from "./shared_key.ts";

await startCompute();

Deno.test("onConfigure sees the experiment and all plugins, and its error names the plugin", () => {
  const seen: unknown[] = [];
  const careful: Plugin = {
    name: "careful",
    onConfigure({ batch, steps }, plugins) {
      seen.push(batch, steps, plugins.map(({ name }) => name));
      if (plugins.some(({ name }) => name === "careless")) {
        throw new TypeError("careless undoes it: use one of the two");
      }
    },
  };
  new Trainer(tinyExperiment({ plugins: [careful] }), { steps: 7, plugins: [{ name: "other" }] });
  assertEquals(seen, [4, 7, ["careful", "other"]]);
  const error = assertThrows(
    () => new Trainer(tinyExperiment({ plugins: [careful, { name: "careless" }] })),
    TypeError,
    'Cannot use plugin "careful" as careless undoes it: use one of the two',
  );
  assertEquals((error.cause as Error).message, "careless undoes it: use one of the two");
});

Deno.test("a hook that never settles is named, with its step", async () => {
  const plugin: Plugin = {
    name: "sleepy",
    every: 4,
    onStepEnd: () => new Promise(() => {}),
  };
  await assertRejects(
    () => trainTiny({}, { plugins: [plugin], hookLimit: 0.05 }),
    Error,
    'Cannot run hook "onStepEnd" of plugin "sleepy" at step 4: it must settle within 0.05 seconds',
  );
});

Deno.test("a hook that takes its time is waited for", async () => {
  let settled = 0;
  const plugin: Plugin = {
    name: "slow",
    every: 4,
    onStepEnd: () => new Promise((resolve) => setTimeout(() => (settled++, resolve()), 20)),
  };
  await trainTiny({}, { plugins: [plugin] });
  assertEquals(settled, 3);
});

for (const hookLimit of [Infinity, 3_000_000]) {
  Deno.test(`a hook limit of ${hookLimit} seconds, longer than a timer can be, lets hooks take their time`, async () => {
    let settled = 0;
    const slow: Plugin = {
      name: "slow",
      every: 6,
      onStepEnd: () => new Promise((resolve) => setTimeout(() => (settled++, resolve()), 20)),
    };
    await trainTiny({}, { plugins: [slow], hookLimit });
    assertEquals(settled, 2);
  });
}

const late = () => Promise.reject(new Error("this is found out too late"));

for (
  const [name, hooks] of [
    ["planUpdates", {}],
    ["samplingGenerator", { onTrainBegin: (run) => void run.generator }],
    ["onWarning", { onTrainBegin: (run) => run.warn("look here") }],
    ["saveState", { onTrainBegin: (run) => void run.saveState() }],
    ["restoreState", { saveState: () => ({}), onStepEnd: (_, run) => run.restoreState(run.saveState()) }],
  ] satisfies [keyof Plugin, Partial<Plugin>][]
) {
  Deno.test(`${name} that returns a promise is refused, as its answer would be lost`, async () => {
    await assertRejects(
      () => trainTiny({}, { plugins: [{ name: "late", ...hooks, [name]: late }] }),
      Error,
      `what ${name} returns must be there at once, as nothing waits for it: it is a promise`,
    );
  });
}

Deno.test("onConfigure that returns a promise is refused, as it would refuse too late", () => {
  assertThrows(
    () => new Trainer(tinyExperiment(), { plugins: [{ name: "late", onConfigure: late }] }),
    TypeError,
    'Cannot use plugin "late" as what onConfigure returns must be there at once',
  );
});

for (const hookLimit of [0, -1, NaN]) {
  Deno.test(`a hook limit of ${hookLimit} is refused`, () => {
    assertThrows(() => new Trainer(tinyExperiment(), { hookLimit }), RangeError, "hookLimit must be a positive number");
  });
}

Deno.test("warnings reach the plugins that show them", async () => {
  const shown: string[] = [];
  const warning: Plugin = { name: "warning", every: 6, onStepEnd: ({ step }, run) => run.warn(`step ${step}`) };
  const showing: Plugin = { name: "showing", onWarning: (text, run) => void shown.push(`${run.name}: ${text}`) };
  await trainTiny({}, { plugins: [warning, showing] });
  assertEquals(shown, ["tiny: step 6", "tiny: step 12"]);
});

Deno.test("a warning that plugins only note goes to the standard error output", async () => {
  const warning: Plugin = { name: "warning", every: 12, onStepEnd: (_report, run) => run.warn("look here") };
  const noted: string[] = [], printed: unknown[] = [], original = console.warn;
  const noting: Plugin = {
    name: "noting",
    onWarning(text) {
      noted.push(text);
      return false;
    },
  };
  console.warn = (text) => void printed.push(text);
  try {
    await trainTiny({}, { plugins: [warning, noting] });
    await trainTiny({}, { plugins: [warning, noting, { name: "showing", onWarning() {} }] });
  } finally {
    console.warn = original;
  }
  assertEquals([noted, printed], [["look here", "look here"], ["warning: look here"]]);
});

Deno.test("plugins share typed values on the host as long as the run lasts", async () => {
  const COUNT = sharedKey<number>("count");
  const counts: (number | undefined)[] = [];
  const counting: Plugin = {
    name: "counting",
    every: 6,
    onStepEnd: (_report, { shared }) => shared.set(COUNT, (shared.get(COUNT) ?? 0) + 1),
  };
  const reading: Plugin = { name: "reading", onTrainEnd: (_reason, { shared }) => void counts.push(shared.get(COUNT)) };
  for (let run = 0; run < 2; run++) await trainTiny({}, { plugins: [counting, reading] });
  assertEquals(counts, [2, 2]);
});

const BAD: readonly (readonly [unknown, string])[] = [
  [{ name: "a", transformReel: () => {} }, '"transformReel" is none, did you mean "transformReal"?'],
  [
    { name: "a", onStepEnd: { order: "first", handler: () => {} } },
    'order of hook "onStepEnd" must be "pre" or "post": current value is "first"',
  ],
  [
    { name: "a", transformReal: { every: 0, handler: () => {} } },
    'every of hook "transformReal" must be a positive integer: current value is 0',
  ],
  [{ name: "a", onStepEnd: { every: 2, handler: () => {} } }, "every must be the plugin's own for hooks on the host"],
  [{ name: "a", onStepEnd: 3 }, 'hook "onStepEnd" must be a function: current type is number'],
  [{ name: "a", onStepEnd: null }, 'hook "onStepEnd" must be a function: current type is object'],
  [() => ({ name: "a" }), "it must be an object: current type is function: call the function that makes it"],
  [{ name: "" }, "name must be a non-empty string"],
  [{ name: "twin" }, '"twin" comes twice'],
];

for (const [plugin, message] of BAD) {
  Deno.test(`a plugin is refused: ${message}`, () => {
    assertThrows(
      () => new Trainer(tinyExperiment(), { plugins: [{ name: "twin" }, plugin as Plugin] }),
      Error,
      message,
    );
  });
}

Deno.test("what a plugin logs on the host is seen by those that come later, whatever their place in the list", async () => {
  const seen: [number, number | undefined][] = [];
  const reading: Plugin = {
    name: "reading",
    onStepEnd: ({ logs }) => void logs.forEach(({ step, values }) => seen.push([step, values["shown/half"]])),
  };
  const logging: Plugin = {
    name: "logging",
    every: 5,
    onStepEnd: { order: "pre", handler: ({ step }, run) => run.log("shown/half", step / 2) },
  };
  const { last } = await trainTiny({}, { plugins: [reading, logging] });
  const logged = seen.filter(([, value]) => value !== undefined);
  assertEquals(logged, [[5, 2.5], [10, 5], [12, 6]]); // the last step ends the run
  assertEquals(seen.map(([step]) => step), Array.from({ length: 12 }, (_, index) => index + 1));
  assertEquals(last!.values["shown/half"], 6);
});

for (
  const [what, hooks, message] of [
    ["before a step", { onTrainBegin: (run) => run.log("early", 1) }, "run.log must be called in onStepEnd"],
    ["after an epoch", { onEpochEnd: (_, run) => run.log("late", 1) }, "run.log must be called in onStepEnd"],
    ["under a loss's name", { onStepEnd: (_, run) => run.log("generator", 1) }, "must not be empty or a loss's"],
    ["under the step's name", { onStepEnd: (_, run) => run.log("step", 1) }, "must not be step"],
    ["of no number", { onStepEnd: (_, run) => run.log("text", "1" as unknown as number) }, "it must be a number"],
  ] satisfies [string, Partial<Plugin>, string][]
) {
  Deno.test(`a log ${what} is refused`, async () => {
    await assertRejects(() => trainTiny({}, { plugins: [{ name: "wrong", ...hooks }] }), Error, message);
  });
}
