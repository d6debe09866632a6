import { assertEquals, assertRejects } from "@std/assert";
import { latestOnly } from "./latest_only.ts";

Deno.test("what is asked for meanwhile is done once more, and all who asked wait for it", async () => {
  let wanted = 0, running = 0;
  const done: number[] = [];
  const run = latestOnly(async () => {
    assertEquals(++running, 1);
    const now = wanted;
    await Promise.resolve();
    done.push(now);
    running--;
  });
  await Promise.all([1, 2, 3, 4].map((value) => {
    wanted = value;
    return run();
  }));
  assertEquals(done, [1, 4]);
  wanted = 5;
  await run();
  assertEquals(done, [1, 4, 5]);
});

Deno.test("a task that fails can be asked for again", async () => {
  let fails = true;
  const run = latestOnly(() => fails ? Promise.reject(new Error("no")) : Promise.resolve());
  await assertRejects(run, Error, "no");
  fails = false;
  await run();
});
