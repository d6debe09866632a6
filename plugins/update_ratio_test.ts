import { assertEquals } from "@std/assert";
import { hook } from "./testdata/drive.ts";
import { fakeRun } from "./testdata/fake_run.ts";
import { updateRatio } from "./update_ratio.ts";

Deno.test("a step makes five updates of the discriminator to one of the generator, or as many as are asked for", async () => {
  const run = await fakeRun(),
    planned = (plugin = updateRatio()) => hook(plugin, "planUpdates")({ discriminator: 2, generator: 3 }, run);
  assertEquals(planned(), { discriminator: 5, generator: 1 });
  assertEquals(planned(updateRatio({ discriminator: 1, generator: 2 })), { discriminator: 1, generator: 2 });
});
