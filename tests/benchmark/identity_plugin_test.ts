import { HOOKS } from "@forger/trainers";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { identityPlugin } from "./identity_plugin.ts";

Deno.test("an identity plugin has every hook, and those that change something change nothing", () => {
  const plugin = identityPlugin("idle") as unknown as Record<string, (value: unknown) => unknown>;
  const value = {};
  assertEquals(Object.keys(HOOKS).filter((hook) => typeof plugin[hook] !== "function"), []);
  for (const [hook, { kind }] of Object.entries(HOOKS)) {
    if (kind === "reduce") assertStrictEquals(plugin[hook]!(value), value, hook);
  }
  assertEquals([plugin.samplingGenerator!(value), plugin.saveState!(value)], [undefined, {}]);
});
