import { assertEquals, assertThrows } from "@std/assert";
import { type Plugin, resolvePlugins } from "./plugin.ts";
import { runsOnAllWorkers } from "./worker_plugins.ts";

const cases: readonly (readonly [what: string, plugin: Omit<Plugin, "name">, onAll: boolean])[] = [
  ["that changes images", { transformReal: (images) => images }, true],
  ["that changes gradients in every fourth step", { transformGradients: { every: 4, handler: (all) => all } }, true],
  ["that plans updates", { planUpdates: (updates) => updates }, true],
  ["that gives a generator", { samplingGenerator: () => undefined }, true],
  ["that reports", { onStepEnd() {}, onTrainEnd() {}, saveState: () => ({}), restoreState() {} }, false],
  ["that only begins", { onTrainBegin() {} }, false],
  ["without hooks", {}, false],
  ["whose hook is left out", { transformReal: undefined }, false],
  ["that says all", { onTrainBegin() {}, workers: "all" }, true],
  ["that says first", { transformReal: (images) => images, workers: "first" }, false],
];
for (const [what, plugin, onAll] of cases) {
  Deno.test(`a plugin ${what} runs on ${onAll ? "all workers" : "the first worker"}`, () => {
    assertEquals(runsOnAllWorkers({ name: "it", ...plugin }), onAll);
  });
}

Deno.test("other workers than all and the first are refused", () => {
  assertThrows(
    () => resolvePlugins([{ name: "odd", workers: "some" as never }]),
    TypeError,
    'Cannot use plugin "odd" as workers must be "all" or "first": current value is "some"',
  );
});
