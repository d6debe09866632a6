import { nonSaturating, wasserstein } from "@forger/losses";
import { type Experiment, ONE_OF_EACH, type Plugin } from "@forger/trainers";
import { assertEquals, assertThrows } from "@std/assert";
import { adaptiveBalance, type AdaptiveBalanceOptions } from "./adaptive_balance.ts";
import { hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { updateRatio } from "./update_ratio.ts";

/** A run that is fed with accuracies; says what it plans after each. */
async function begin(options?: AdaptiveBalanceOptions) {
  const plugin = adaptiveBalance(options), run = await fakeRun();
  let step = 0;
  await hook(plugin, "onTrainBegin")(run);
  const planned = () => {
    const { discriminator, generator } = hook(plugin, "planUpdates")(ONE_OF_EACH, run);
    return `${discriminator}:${generator}`;
  };
  const feed = async (real: number, fake: number) => {
    const values = () => ({ "accuracy/real": real, "accuracy/fake": fake });
    await hook(plugin, "onStepEnd")(report([step + 1, step += 50], values), run);
    return planned();
  };
  return { feed, planned, plugin, run };
}

Deno.test("it begins with one update of each", async () => {
  assertEquals((await begin()).planned(), "1:1");
});

Deno.test("a discriminator that is too good gives the generator more updates, one by one up to the most, and back", async () => {
  const { feed } = await begin();
  const plans = [];
  for (const accuracy of [0.95, 0.91, 1, 0.9, 0.6, 0.75]) plans.push(await feed(accuracy, accuracy));
  assertEquals(plans, ["1:2", "1:3", "1:3", "1:2", "1:1", "1:1"]);
});

Deno.test("one that is too bad gets more itself", async () => {
  const { feed } = await begin({ most: 4 });
  const plans = [];
  for (const accuracy of [0.5, 0.1, 0.59, 0, 0.7, 0.95, 0.95, 0.95]) plans.push(await feed(accuracy, accuracy));
  assertEquals(plans, ["2:1", "3:1", "4:1", "4:1", "3:1", "2:1", "1:1", "1:2"]);
});

Deno.test("real and fake count alike: calling everything real is no accuracy", async () => {
  assertEquals(await (await begin()).feed(1, 0), "2:1");
  assertEquals(await (await begin()).feed(1, 0.5), "1:1");
});

Deno.test("an accuracy on a limit is between them", async () => {
  const { feed } = await begin({ low: 0.5, high: 0.75 });
  assertEquals([await feed(0.75, 0.75), await feed(0.5, 0.5)], ["1:1", "1:1"]);
});

Deno.test("a report that was cut short, or has no accuracy, decides nothing", async () => {
  const { plugin, planned, run } = await begin();
  await hook(plugin, "onStepEnd")(report([1, 20], () => ({ "accuracy/real": 1, "accuracy/fake": 1 })), run);
  await hook(plugin, "onStepEnd")(report([1, 50], () => ({ discriminator: 1 })), run);
  assertEquals(planned(), "1:1");
});

Deno.test("the ratio goes into the run's state and back", async () => {
  const { feed, plugin, planned, run } = await begin();
  await feed(1, 1);
  const state = hook(plugin, "saveState")();
  await feed(1, 1);
  assertEquals(planned(), "1:3");
  hook(plugin, "restoreState")(state, run);
  assertEquals(planned(), "1:2");
});

const MISFITS: readonly (readonly [string, Partial<Experiment>, readonly Plugin[], string])[] = [
  ["the Wasserstein loss", { loss: wasserstein }, [], "the wasserstein loss has no boundary between real and fake"],
  ["update-ratio", {}, [updateRatio()], "both it and update-ratio decide on the number of updates"],
  [
    "updates of the experiment",
    { updates: { discriminator: 2, generator: 1 } },
    [],
    "the experiment has its own updates",
  ],
];

for (const [what, changes, plugins, message] of MISFITS) {
  Deno.test(`it refuses ${what}`, () => {
    const experiment = { loss: nonSaturating, ...changes } as Experiment;
    assertThrows(() => hook(adaptiveBalance(), "onConfigure")(experiment, plugins), TypeError, message);
  });
}

Deno.test("it takes losses with a boundary", () => {
  hook(adaptiveBalance(), "onConfigure")({ loss: nonSaturating, updates: ONE_OF_EACH } as Experiment, [
    adaptiveBalance(),
  ]);
});
