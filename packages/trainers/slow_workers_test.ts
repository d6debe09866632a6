import { assertEquals } from "@std/assert";
import { SlowWorkers } from "./slow_workers.ts";

/** Ten steps a call, of so many milliseconds each. */
const call = (...milliseconds: number[]) => milliseconds.map((one) => ({ seconds: one / 100, steps: 10 }));

Deno.test("a worker that takes more than one and a half times as long as the median of the others is told, once", () => {
  const slow = new SlowWorkers(0);
  assertEquals(slow.add(call(10, 14.9, 10)), []);
  assertEquals(slow.add(call(10, 16, 10)).map(({ worker }) => worker), [1]);
  assertEquals(slow.add(call(10, 30, 10)), []);
  assertEquals(slow.add(call(10, 10, 10)), []); // it has caught up
  assertEquals(slow.add(call(20, 10, 10)).map(({ worker }) => worker), [0]);
  assertEquals(slow.add(call(10, 16, 10)).map(({ worker }) => worker), [1]);
});

Deno.test("of two workers each is compared with the other", () => {
  assertEquals(new SlowWorkers(0).add(call(10, 20)), [{ worker: 1, own: 20, others: 10 }]);
  assertEquals(new SlowWorkers(0).add(call(10, 10, 10, 40)), [{ worker: 3, own: 40, others: 10 }]);
});

Deno.test("calls count together until the slowest one has computed for long enough", () => {
  const slow = new SlowWorkers(0.35); // the second one computes a tenth of a second a call, but for one that others held up
  assertEquals([slow.add(call(1, 10)), slow.add(call(30, 10)), slow.add(call(1, 5))], [[], [], []]);
  assertEquals(slow.add(call(1, 35)).length, 1);
});
