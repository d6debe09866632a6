import { assertEquals } from "@std/assert";
import { flatSettings } from "./_flat_settings.ts";

Deno.test("settings have their paths as names, lists are texts, and plugins have theirs", () => {
  const config = {
    name: "mnist",
    batch: { real: 8, fake: 4 },
    data: { shape: [28, 28, 1], streamed: true, fingerprint: "0f" },
    classes: undefined,
    plugins: [
      { name: "ema", options: { decay: 0.9 } },
      { name: "discriminator-accuracy", options: {} },
      { name: "own" },
      { name: "progress", every: 5, options: { terminal: undefined, show: ["a"] } },
    ],
  };
  assertEquals(flatSettings(config), {
    "name": "mnist",
    "batch.real": 8,
    "batch.fake": 4,
    "data.shape": "[28,28,1]",
    "data.streamed": true,
    "plugins.ema": true,
    "plugins.ema.decay": 0.9,
    "plugins.discriminator-accuracy": true,
    "plugins.own": true,
    "plugins.progress": true,
    "plugins.progress.every": 5,
    "plugins.progress.show": '["a"]',
  });
  assertEquals(flatSettings({}), {});
});
