import { hinge, nonSaturating, wasserstein } from "@forger/losses";
import { type LossContext, type Run, SharedValues } from "@forger/trainers";
import { assertAlmostEquals, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { FAILURE_CHECKS } from "./_failure_checks.ts";
import { ALARMS, failureWatch, type FailureWatchOptions } from "./failure_watch.ts";
import { PLUGINS } from "./plugin_table.ts";
import { hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { type Logged, lossContext, updateContext } from "./testdata/step_contexts.ts";

const HEALTHY = {
  discriminator: 1,
  "accuracy/real": 0.8,
  "accuracy/fake": 0.7,
  "gradient_norm/discriminator": 2,
  "gradient_norm/generator": 3,
  "diversity/fake": 0.9,
};

/** A watched run, fed with one report of 100 steps after another. */
async function begin(options?: FailureWatchOptions, changes: Partial<Run> = {}) {
  const plugin = failureWatch(options), warnings: string[] = [], stops: string[] = [];
  const run = await fakeRun({
    warn: (text) => void warnings.push(text),
    stop: (reason) => void stops.push(reason),
    ...changes,
  });
  let step = 0;
  await hook(plugin, "onTrainBegin")(run);
  const feed = async (values: Record<string, number> = {}) => {
    await hook(plugin, "onStepEnd")(report([step + 1, step += 100], () => ({ ...HEALTHY, ...values })), run);
    return run.shared.get(ALARMS)!.map(({ kind, since }) => `${kind} ${since}`);
  };
  return { feed, plugin, run, stops, warnings };
}

const SIGNS: readonly (readonly [kind: string, bad: Record<string, number>, seen: RegExp])[] = [
  ["discriminator-loss", { discriminator: 0.0099 }, /since step 101, the discriminator's loss is 0\.0099/],
  ["accuracy", { "accuracy/real": 0.992, "accuracy/fake": 1 }, /since step 101, the discriminator tells 99\.6 %/],
  [
    "discriminator-gradient",
    { "gradient_norm/discriminator": 101 },
    /the discriminator's gradient has a length of 101/,
  ],
  ["generator-gradient", { "gradient_norm/generator": Infinity }, /the generator's gradient has a length of Infinity/],
  ["diversity", { "diversity/fake": 0.0999 }, /since step 101, generated images differ from each other by 9\.99 %/],
];

for (const [kind, bad, seen] of SIGNS) {
  Deno.test(`${kind}: three bad reports are an alarm, which is raised once and passes`, async () => {
    const { feed, stops, warnings } = await begin();
    assertEquals(await feed(), []);
    assertEquals([await feed(bad), await feed(bad)], [[], []]);
    assertEquals(warnings, []);
    assertEquals([await feed(bad), await feed(bad)], [[`${kind} 101`], [`${kind} 101`]]);
    assertEquals(warnings.length, 1);
    assertMatch(warnings[0]!, seen);
    assertMatch(warnings[0]!, /^failure-watch: .*\. Try [a-z]/);
    assertEquals(await feed(), []);
    for (let time = 0; time < 2; time++) assertEquals(await feed(bad), []);
    assertEquals(await feed(bad), [`${kind} 601`]);
    assertEquals([warnings.length, stops], [2, []]);
  });
}

Deno.test("a good report in between begins the count anew", async () => {
  const { feed, warnings } = await begin({ patience: 2 });
  for (const diversity of [0, 1, 0, 1, 0]) await feed({ "diversity/fake": diversity });
  assertEquals(warnings, []);
});

Deno.test("values just on the healthy side are none, and values that are missing change nothing", async () => {
  const { feed, plugin, run, warnings } = await begin({ patience: 2 });
  const edge = {
    discriminator: 0.0101,
    "accuracy/real": 0.989,
    "accuracy/fake": 1,
    "gradient_norm/generator": 99.9,
    "diversity/fake": 0.101,
  };
  for (let time = 0; time < 4; time++) await feed(edge);
  assertEquals(warnings, []);
  await feed({ "diversity/fake": 0 });
  await hook(plugin, "onStepEnd")(report([501, 600], () => ({})), run);
  await feed({ "diversity/fake": 0 });
  assertEquals(warnings.length, 1);
});

Deno.test("a loss of scores may be 0", async () => {
  for (const loss of [hinge, wasserstein]) {
    const { feed, warnings } = await begin({ patience: 1 }, { loss });
    await feed({ discriminator: 0 });
    assertEquals(warnings, []);
  }
});

Deno.test("a report that was cut short is no report", async () => {
  const { plugin, run, warnings } = await begin({ patience: 1 });
  await hook(plugin, "onStepEnd")(report([1, 50], () => ({ ...HEALTHY, "diversity/fake": 0 })), run);
  assertEquals(warnings, []);
});

Deno.test("the first alarm stops the run, if it is told so, with the alarm as the reason", async () => {
  const { feed, stops, warnings } = await begin({ patience: 1, stop: true });
  await feed({ "diversity/fake": 0 });
  assertEquals(stops, warnings);
  assertEquals(stops.length, 1);
});

Deno.test("what it has seen goes into the run's state and back", async () => {
  const { feed, plugin, run, warnings } = await begin();
  await feed({ "diversity/fake": 0 });
  await feed({ "diversity/fake": 0 });
  const state = JSON.parse(JSON.stringify(hook(plugin, "saveState")()));
  assertEquals(await feed({ "diversity/fake": 0 }), ["diversity 1"]);
  hook(plugin, "restoreState")(state, run);
  assertEquals(run.shared.get(ALARMS), []);
  assertEquals(await feed({ "diversity/fake": 0 }), ["diversity 1"]);
  assertEquals(warnings.length, 2);
});

Deno.test("every remedy is a plugin with these options", () => {
  for (const remedy of FAILURE_CHECKS.flatMap(({ remedies }) => remedies)) {
    const [name, options = ""] = remedy.split(":");
    const known = Object.keys(PLUGINS[name!]!.options);
    for (const [, option] of options.matchAll(/(\w+)=/g)) assertEquals(known.includes(option!), true, remedy);
  }
});

Deno.test("a gradient's norm is that of all gradients as one vector, which are left as they are", () => {
  const logged: Logged = {};
  const gradients = [tf.tensor2d([[1, 2]]), tf.tensor1d([-4]), tf.scalar(2)];
  const context = {
    ...updateContext("generator", 0, []),
    log: (name: string, value: tf.Tensor) => void (logged[name] = value.dataSync()[0]!),
  };
  assertStrictEquals(hook(failureWatch(), "transformGradients")(gradients, context), gradients);
  assertEquals(logged, { "gradient_norm/generator": 5 });
});

/** Logs what images show, real and generated. */
function logOf(images: LossContext["images"], changes: Partial<LossContext> = {}): Logged {
  const logged: Logged = {};
  const discriminate = (given: tf.Tensor) => given.reshape([given.shape[0]!, -1]).sum(1, true);
  const terms = { real: tf.scalar(1) };
  const context = lossContext("discriminator", { images, discriminate, ...changes }, 0, logged);
  assertStrictEquals(hook(failureWatch(), "transformLoss")(terms, context), terms);
  return logged;
}

const SQUARE = tf.tensor4d([0, 0, 0, 3, 3, 0, 3, 3], [4, 1, 2, 1]); // pairs lie 3, 3, 3, 3, √18 and √18 apart
const SMALL = SQUARE.div(3).slice(0, 2); // one pair, 1 apart

Deno.test("diversity is the ratio of the root mean square distances of pairs", () => {
  const expected = 1 / Math.sqrt((4 * 9 + 2 * 18) / 6);
  assertAlmostEquals(logOf({ real: SQUARE, fake: SMALL })["diversity/fake"]!, expected, 1e-6);
  assertAlmostEquals(logOf({ real: SMALL, fake: SQUARE })["diversity/fake"]!, 1 / expected, 1e-5);
  assertEquals(logOf({ real: SQUARE, fake: tf.ones([4, 1, 2, 1]) })["diversity/fake"], 0);
});

Deno.test("diversity needs two images of each kind, and is a number also where all real images are equal", () => {
  const one = SQUARE.slice(0, 1);
  assertEquals([
    logOf({ real: one, fake: SMALL })["diversity/fake"],
    logOf({ real: SMALL, fake: one })["diversity/fake"],
  ], [
    undefined,
    undefined,
  ]);
  assertEquals(Number.isFinite(logOf({ real: tf.ones([4, 1, 2, 1]), fake: SMALL })["diversity/fake"]), true);
});

Deno.test("where real and fake images come in turn, diversity waits for the fake ones", () => {
  // values outlive the update in which they are set, as in a step
  const shared = new SharedValues((value) => value instanceof tf.Tensor ? tf.keep(value.clone()) : value);
  const discriminatorOf = (images: LossContext["images"]) => logOf(images, { shared });
  assertEquals(Object.keys(discriminatorOf({ real: SQUARE })), ["accuracy/real"]);
  const { "diversity/fake": diversity } = discriminatorOf({ fake: SMALL });
  assertAlmostEquals(diversity!, 1 / Math.sqrt(12), 1e-6);
});

Deno.test("accuracies are logged where the loss has a boundary, and nothing in the generator's update", () => {
  const names = (loss: LossContext["loss"], player: LossContext["player"]) =>
    Object.keys(logOf({ real: SQUARE, fake: SMALL }, { loss, player }));
  assertEquals(names(nonSaturating, "discriminator"), ["accuracy/real", "accuracy/fake", "diversity/fake"]);
  assertEquals(names(wasserstein, "discriminator"), ["diversity/fake"]);
  assertEquals(names(nonSaturating, "generator"), []);
});

Deno.test("a run that an alarm ended ends again when it is resumed, unless it is not to stop", async () => {
  const first = await begin({ patience: 1, stop: true });
  await first.feed({ "diversity/fake": 0 });
  const state = JSON.parse(JSON.stringify(hook(first.plugin, "saveState")()));
  for (const [stop, stops] of [[true, first.stops], [false, []]] as const) {
    const second = await begin({ patience: 1, stop });
    hook(second.plugin, "restoreState")(state, second.run);
    assertEquals([second.stops, second.warnings], [stops, []]);
  }
});
