import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { earlyStop, type EarlyStopOptions } from "./early_stop.ts";
import { evaluate } from "./evaluate.ts";
import { sampleGrid } from "./sample_grid.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

/** A run that is fed with one report of 10 steps after another, each with a mean. */
async function begin(options: EarlyStopOptions) {
  const plugin = earlyStop({ every: 10, ...options }), stops: string[] = [];
  const run = await fakeRun({ stop: (reason) => void stops.push(reason) });
  let step = 0;
  await hook(plugin, "onTrainBegin")(run);
  const feed = async (...means: number[]) => {
    for (const mean of means) {
      // half of the steps lie above the mean and half below it
      const values = (at: number) => ({ generator: mean + (at % 2 ? 1 : -1), "accuracy/fake": 1 });
      await hook(plugin, "onStepEnd")(report([step + 1, step += 10], values), run);
    }
    return stops;
  };
  return { feed, plugin, run, stops };
}

Deno.test("a run ends once the mean has not fallen for as many steps as the patience", async () => {
  const { feed } = await begin({ patience: 30 });
  assertEquals(await feed(4, 3, 3.5, 3), []);
  assertEquals(await feed(3.5), [
    "early-stop: generator has not become lower than 3, as a mean over 10 steps, since step 20",
  ]);
});

Deno.test("each better mean begins the patience anew", async () => {
  const { feed } = await begin({ patience: 20 });
  assertEquals(await feed(4, 5, 3, 5, 2, 5, 1, 9, 0.5), []);
});

Deno.test("higher may be better", async () => {
  const { feed } = await begin({ patience: 20, goal: "high" });
  assertEquals(await feed(1, 2, 3, 2, 3), [
    "early-stop: generator has not become higher than 3, as a mean over 10 steps, since step 30",
  ]);
});

Deno.test("a change that is too small does not count", async () => {
  const small = await begin({ patience: 20, minChange: 0.5 }), large = await begin({ patience: 20, minChange: 0.4 });
  assertEquals((await small.feed(4, 3.5, 3.5)).length, 1);
  assertEquals((await large.feed(4, 3.5, 3.5)).length, 0);
});

Deno.test("steps at the beginning do not count, whatever their values", async () => {
  const { feed } = await begin({ patience: 20, after: 25 });
  assertEquals(await feed(0, 0, 0, 7, 7), []); // the mean of steps 21 to 30 has some of them
  assertEquals((await feed(7)).length, 1);
});

Deno.test("values that are not finite are no improvement", async () => {
  const { feed, stops } = await begin({ patience: 20 });
  await feed(4, NaN, -Infinity);
  assertEquals(stops.length, 1);
  const never = await begin({ patience: 20 });
  assertEquals(await never.feed(NaN, NaN), [
    "early-stop: generator has not been finite, as a mean over 10 steps, since step 0",
  ]);
});

Deno.test("an unknown name is an error that suggests the nearest one", async () => {
  const { feed } = await begin({ value: "acuracy/fake" });
  const error = await feed(1).catch((error) => error);
  assertThrows(
    () => {
      throw error;
    },
    RangeError,
    'Cannot stop early as value must be the name of a logged value: "acuracy/fake" is none, did you mean "accuracy/fake"?',
  );
});

Deno.test("the first value of a plugin that measures less often is waited for, and then refused if it is none", async () => {
  for (const value of ["evaluate/precision", "evaluate/precison"]) {
    const { feed, plugin, run } = await begin({ value, goal: "high", patience: 20 });
    hook(plugin, "onConfigure")({} as never, [plugin, evaluate({ every: 20 }), sampleGrid({ every: 500 })]);
    assertEquals(await feed(1), []);
    const second = report(
      [11, 20],
      (at): Record<string, number> => at === 20 ? { "evaluate/precision": 0.5 } : { generator: 1 },
    );
    const done = (async () => await hook(plugin, "onStepEnd")(second, run))();
    if (value === "evaluate/precision") await done;
    else await assertRejects(() => done, RangeError, 'did you mean "evaluate/precision"?');
  }
});

Deno.test("a run that ends while the first value is waited for says that there was none", async () => {
  const found: Record<string, number>[] = [{ generator: 1 }, { "evaluate/precision": 1 }];
  for (const values of found) {
    const plugin = earlyStop({ value: "evaluate/precision", every: 10 }), warnings: string[] = [];
    const run = await fakeRun({ warn: (text) => void warnings.push(text) });
    hook(plugin, "onConfigure")({} as never, [plugin, evaluate({ every: 500 })]);
    await drive(plugin, run, [report([1, 10], () => ({ generator: 1 })), report([11, 20], () => values)]);
    assertEquals(warnings.length, "evaluate/precision" in values ? 0 : 1);
    for (const text of warnings) {
      assertMatch(text, /^early-stop: nothing has been logged as "evaluate\/precision", did/);
    }
  }
});

Deno.test("a value that is logged only now and then is waited for", async () => {
  const { feed, plugin, run, stops } = await begin({ patience: 20 });
  await feed(4);
  await hook(plugin, "onStepEnd")(report([11, 20], () => ({ discriminator: 1 })), run);
  assertEquals(stops, []);
});

Deno.test("a report that was cut short is no mean", async () => {
  const { plugin, run, stops } = await begin({ patience: 1 });
  for (const steps of [[1, 10], [11, 15], [11, 19]] as const) {
    await hook(plugin, "onStepEnd")(report(steps, () => ({ generator: 1 })), run);
  }
  assertEquals(stops, []);
});

Deno.test("the best mean goes into the run's state and back", async () => {
  const first = await begin({ patience: 20 }), second = await begin({ patience: 20 });
  await first.feed(5, 1);
  hook(second.plugin, "restoreState")(JSON.parse(JSON.stringify(hook(first.plugin, "saveState")())), second.run);
  for (const step of [30, 40]) {
    await hook(second.plugin, "onStepEnd")(report([step - 9, step], () => ({ generator: 2 })), second.run);
  }
  assertEquals(second.stops, [
    "early-stop: generator has not become lower than 1, as a mean over 10 steps, since step 20",
  ]);
});

Deno.test("a run that it ended ends again when it is resumed, unless there is more patience", async () => {
  const first = await begin({ patience: 20 });
  await first.feed(5, 1);
  for (const step of [30, 40]) {
    await hook(first.plugin, "onStepEnd")(report([step - 9, step], () => ({ generator: 2 })), first.run);
  }
  const state = JSON.parse(JSON.stringify(hook(first.plugin, "saveState")()));
  for (const [patience, stops] of [[20, first.stops], [21, []]] as const) {
    const second = await begin({ patience });
    hook(second.plugin, "restoreState")(state, { ...second.run, step: 40 });
    assertEquals(second.stops, stops);
  }
  assertEquals(first.stops.length, 1);
});

Deno.test("a run goes on where there was no mean to end it, also when it is resumed", async () => {
  const first = await begin({ patience: 20 }), second = await begin({ patience: 20 });
  await first.feed(5, 1);
  await hook(first.plugin, "onStepEnd")(report([21, 30], () => ({ other: 2 })), first.run);
  await hook(first.plugin, "onStepEnd")(report([31, 40], () => ({ other: 2 })), first.run);
  hook(second.plugin, "restoreState")(hook(first.plugin, "saveState")(), { ...second.run, step: 40 });
  assertEquals([first.stops, second.stops], [[], []]);
});
