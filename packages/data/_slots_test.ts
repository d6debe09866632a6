import { assertEquals } from "@std/assert";
import { Slots } from "./_slots.ts";

Deno.test("so many tasks run at once, and what is waited for goes first", async () => {
  const slots = new Slots(2), begun: string[] = [], ends: (() => void)[] = [];
  const task = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((end) => ends.push(end));
  };
  const all = [
    slots.run(task("a"), { urgent: false }),
    slots.run(task("b"), { urgent: true }),
    slots.run(task("ahead"), { urgent: false }),
    slots.run(task("urgent 1"), { urgent: true }),
    slots.run(task("urgent 2"), { urgent: true }),
  ];
  const seen: string[][] = [];
  while (begun.length < all.length || ends.length > 0) {
    await Promise.resolve();
    seen.push([...begun]);
    ends.shift()?.();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  await Promise.all(all);
  assertEquals(seen[0], ["a", "b"]);
  assertEquals(begun, ["a", "b", "urgent 1", "urgent 2", "ahead"]);
});

Deno.test("a task that fails gives its slot back", async () => {
  const slots = new Slots(1);
  const failed = await slots.run(() => Promise.reject(new Error("no")), { urgent: true }).catch((error) =>
    error.message
  );
  assertEquals([failed, await slots.run(() => Promise.resolve("yes"), { urgent: true })], ["no", "yes"]);
});
