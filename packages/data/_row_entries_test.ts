import { assertEquals } from "@std/assert";
import { RowEntries } from "./_row_entries.ts";

const ENTRY = { slot: 2 ** 31 - 1, checksum: 2 ** 32 - 1, reason: "" },
  BROKEN = { slot: -1, checksum: 0, reason: "cut" };

Deno.test("what is known of a row is kept, forgotten and replaced", () => {
  const entries = new RowEntries(3);
  assertEquals([0, 1, 2, 3, -1].map((row) => entries.get(row)), Array(5).fill(undefined));
  entries.set(0, ENTRY);
  entries.set(2, BROKEN);
  assertEquals([0, 1, 2].map((row) => entries.get(row)), [ENTRY, undefined, BROKEN]);
  entries.set(2, { slot: 0, checksum: 7, reason: "" });
  assertEquals(entries.get(2), { slot: 0, checksum: 7, reason: "" });
  entries.delete(2);
  assertEquals(entries.get(2), undefined);
  entries.set(1, BROKEN);
  entries.clear();
  assertEquals([0, 1, 2].map((row) => entries.get(row)), Array(3).fill(undefined));
});
