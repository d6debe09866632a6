import { assertEquals } from "@std/assert";
import { passes } from "./check.ts";
import { LOSS_ORACLES } from "./loss_oracles.ts";
import { PARAMETER_COUNTS } from "./parameter_counts.ts";

for (const { name, run } of [LOSS_ORACLES, PARAMETER_COUNTS]) {
  Deno.test(`the published ${name} are ours`, async () => {
    const readings = await run(() => {});
    assertEquals(readings.filter((reading) => !passes(reading)), []);
    assertEquals(readings.length > 8, true);
  });
}
