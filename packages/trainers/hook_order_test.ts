// For every hook: plugins run in the order of the array, after those that ask to come first and before those that ask to come last.
import { startCompute } from "@forger/core";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type HookName, HOOKS } from "./hooks.ts";
import type { Plugin } from "./plugin.ts";
import { trainTiny } from "./testdata/train_tiny.ts";

await startCompute();

/** What each hook returns when it changes nothing. */
function unchanged(name: HookName, argument: unknown): unknown {
  if (name === "saveState") return {};
  return HOOKS[name].kind === "reduce" ? argument : undefined;
}

/** A plugin with every hook, which notes its name whenever one runs. */
function noting(plugin: string, calls: Map<HookName, string[]>, order?: "pre" | "post"): Plugin {
  const hooks = (Object.keys(HOOKS) as HookName[]).map((name) => {
    const handler = (argument: unknown) => {
      calls.set(name, [...calls.get(name) ?? [], plugin]);
      return unchanged(name, argument);
    };
    return [name, order ? { order, handler } : handler];
  });
  return { name: plugin, ...Object.fromEntries(hooks) };
}

/** Makes those hooks run that run only when somebody asks. */
const asking: Plugin = {
  name: "asking",
  every: 5,
  onStepEnd({ step }, run) {
    if (step !== 5) return;
    run.warn("look here");
    run.restoreState(run.saveState());
  },
};

async function callsOf(ending: "finished" | "failed"): Promise<Map<HookName, string[]>> {
  const calls = new Map<HookName, string[]>();
  const failing: Plugin = {
    name: "failing",
    onStepEnd() {
      if (ending === "failed") throw new Error("on purpose");
    },
  };
  const train = () =>
    trainTiny({}, {
      compile: "graph",
      plugins: [
        noting("last", calls, "post"),
        [noting("second", calls), false],
        noting("third", calls),
        noting("first", calls, "pre"),
        null,
        asking,
        failing,
      ],
    });
  if (ending === "failed") await assertRejects(train, Error, "on purpose");
  else await train();
  return calls;
}

const finished = await callsOf("finished"), failed = await callsOf("failed");

for (const name of Object.keys(HOOKS) as HookName[]) {
  Deno.test(`${name}: pre, then the plugins' order, then post`, () => {
    const calls = (name === "onError" ? failed : finished).get(name) ?? [];
    assert(calls.length >= 4 && calls.length % 4 === 0, `${name} ran ${calls.length} times`);
    for (let index = 0; index < calls.length; index += 4) {
      assertEquals(calls.slice(index, index + 4), ["first", "second", "third", "last"]);
    }
  });
}

Deno.test("the hooks of one step run in the order of the table", async () => {
  const seen: string[] = [];
  const note = Object.keys(HOOKS).filter((name) => HOOKS[name as HookName].where === "step").map((name) => [
    name,
    (argument: unknown, { player }: { player: string }) => {
      seen.push(`${player} ${name}`);
      return argument;
    },
  ]);
  await trainTiny({}, { compile: "graph", steps: 1, plugins: [{ name: "note", ...Object.fromEntries(note) }] });
  const update = ["Logits", "Targets", "Loss", "Gradients", "LearningRate", "Weights"];
  const discriminator = ["Real", "Latent", "Fake", ...update], generator = ["Latent", "Fake", ...update];
  assertEquals(seen, [
    ...discriminator.map((name) => `discriminator transform${name}`),
    ...generator.map((name) => `generator transform${name}`),
  ]);
  assertEquals(discriminator, Object.keys(HOOKS).flatMap((name) => /^transform(.*)/.exec(name)?.[1] ?? []));
});
