import { assertEquals, assertThrows } from "@std/assert";
import { splitBatch } from "./split_batch.ts";

Deno.test("each worker takes an equal part of each batch", () => {
  assertEquals(splitBatch({ real: 12, fake: 6, generator: 24 }, 3), { real: 4, fake: 2, generator: 8 });
  assertEquals(splitBatch({ real: 5, fake: 5, generator: 5 }, 1), { real: 5, fake: 5, generator: 5 });
});

Deno.test("a batch that cannot be split is refused, with the sizes that can", () => {
  assertThrows(
    () => splitBatch({ real: 64, fake: 64, generator: 64 }, 3),
    RangeError,
    "Cannot train with 3 workers as batch must be a multiple of 3, each worker taking an equal part: current value is 64, 63 and 66 would do",
  );
  assertThrows(
    () => splitBatch({ real: 64, fake: 32, generator: 1 }, 2),
    RangeError,
    "batch.generator must be a multiple of 2",
  );
  assertThrows(() => splitBatch({ real: 1, fake: 1, generator: 1 }, 2), RangeError, "current value is 1, 2 would do");
});
